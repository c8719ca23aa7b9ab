"""The exhibit that no exercise asks for: whoever comes second gets what the first one wanted."""

from mrcnn_edu.classroom.exercises.rcnn.museum.caching import features_by_image_alone


def test_the_second_layer_is_the_first():
    cache, asked = {}, []

    def compute(name, layer):
        asked.append((name, layer))
        return f"{layer} of {name}"

    found = [
        features_by_image_alone(cache, name, layer, compute)
        for name, layer in (("coins", "fc7"), ("coins", "pool5"), ("boat", "pool5"))
    ]
    assert found == ["fc7 of coins", "fc7 of coins", "pool5 of boat"]
    assert asked == [("coins", "fc7"), ("boat", "pool5")]
