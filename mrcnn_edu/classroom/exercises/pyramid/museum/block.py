"""Wrong residual blocks: x (H, W), two kernels (3, 3), a stride, the shortcut's weight."""

from torch.nn.functional import avg_pool2d

from mrcnn_edu.classroom.exercises.pyramid.one_channel import convolve


def block_relu_before_add(x, kernel1, kernel2, stride, shortcut):
    residual = convolve(convolve(x, kernel1, stride).relu(), kernel2).relu()
    return (residual + shortcut * x[::stride, ::stride]).relu()


def block_without_its_last_relu(x, kernel1, kernel2, stride, shortcut):
    residual = convolve(convolve(x, kernel1, stride).relu(), kernel2)
    return residual + shortcut * x[::stride, ::stride]


def block_with_the_stride_twice(x, kernel1, kernel2, stride, shortcut):
    residual = convolve(convolve(x, kernel1, stride).relu(), kernel2, stride)
    return (residual + shortcut * x[::stride, ::stride]).relu()


def block_with_a_shortcut_of_means(x, kernel1, kernel2, stride, shortcut):
    residual = convolve(convolve(x, kernel1, stride).relu(), kernel2)
    means = avg_pool2d(x[None], stride, ceil_mode=True)[0]
    return (residual + shortcut * means).relu()


BLOCK = [
    block_relu_before_add,
    block_without_its_last_relu,
    block_with_the_stride_twice,
    block_with_a_shortcut_of_means,
]
