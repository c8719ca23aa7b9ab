"""A wrong cache of features, which no exercise asks for: name, layer and what computes them."""


def features_by_image_alone(cache, name, layer, compute):
    if name not in cache:
        cache[name] = compute(name, layer)
    return cache[name]


CACHING = [features_by_image_alone]
