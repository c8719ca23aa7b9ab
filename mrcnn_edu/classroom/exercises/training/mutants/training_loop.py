"""Wrong training loops, each with a name that tells the slip."""

import torch

from mrcnn_edu.classroom.exercises.mutants import named, of_fractions, of_rows, without
from mrcnn_edu.classroom.exercises.training.one_run import training_loop


def steps_by(change):
    """A loop with its own change, of x, error, rate and weights, which is taken off the weights."""

    def loop(weights, inputs, goals, rates):
        after = []
        for x, goal, rate in zip(inputs, goals, rates, strict=True):
            weights = weights - change(x, x @ weights - goal, rate, weights)
            after.append(weights)
        return torch.stack(after)

    return loop


def by_torch(optimiser_of):
    """A loop with another of torch's optimisers."""

    def loop(weights, inputs, goals, rates):
        w, after = weights.clone().requires_grad_(), []
        optimiser = optimiser_of([w])
        for x, goal, rate in zip(inputs, goals, rates, strict=True):
            optimiser.zero_grad()
            ((x @ w - goal) ** 2 / 2).backward()
            optimiser.param_groups[0]["lr"] = rate.item()
            optimiser.step()
            after.append(w.detach().clone())
        return torch.stack(after)

    return loop


def gathered(share):
    """A loop whose gradient is a mixture with those before: of the number of steps, their share."""

    def loop(weights, inputs, goals, rates):
        after, gradient = [], torch.zeros_like(weights)
        for step, (x, goal, rate) in enumerate(zip(inputs, goals, rates, strict=True)):
            gradient = share(step) * gradient + (x @ weights - goal) * x
            weights = weights - rate * gradient
            after.append(weights)
        return torch.stack(after)

    return loop


def loop_that_averages_gradients(weights, inputs, goals, rates):
    after, total = [], torch.zeros_like(weights)
    for step, (x, goal, rate) in enumerate(zip(inputs, goals, rates, strict=True)):
        total = total + (x @ weights - goal) * x
        weights = weights - rate * total / (step + 1)
        after.append(weights)
    return torch.stack(after)


def loop_of_gradients_at_the_start(weights, inputs, goals, rates):
    changes = (rates * (inputs @ weights - goals))[:, None] * inputs  # (S, F)
    return weights - changes.cumsum(dim=0)


def loop_that_begins_anew(weights, inputs, goals, rates):
    return weights - (rates * (inputs @ weights - goals))[:, None] * inputs


def loop_of_all_batches_at_once(weights, inputs, goals, rates):
    after = []
    for rate in rates:
        weights = weights - rate * (inputs @ weights - goals) @ inputs / len(goals)
        after.append(weights)
    return torch.stack(after)


def loop_that_keeps_what_was_before(weights, inputs, goals, rates):
    return torch.cat((weights[None], training_loop(weights, inputs, goals, rates)[:-1]))


def loop_that_keeps_the_start(weights, inputs, goals, rates):
    return torch.cat((weights[None], training_loop(weights, inputs, goals, rates)))


def loop_that_keeps_averages(weights, inputs, goals, rates):
    after = training_loop(weights, inputs, goals, rates)
    for step in range(1, len(after)):
        after[step] = (after[step] + after[step - 1]) / 2
    return after


def loop_of_changes(weights, inputs, goals, rates):
    return training_loop(weights, inputs, goals, rates) - weights


def loop_in_place(weights, inputs, goals, rates):
    after = training_loop(weights, inputs, goals, rates)
    weights.copy_(after[-1])
    return after


def loop_without_the_first_step(weights, inputs, goals, rates):
    skipped = rates.clone()
    skipped[0] = 0
    return training_loop(weights, inputs, goals, skipped)


def loop_without_the_last_step(weights, inputs, goals, rates):
    skipped = rates.clone()
    skipped[-1] = 0
    return training_loop(weights, inputs, goals, skipped)


def loop_of_one_rate(weights, inputs, goals, rates):
    return training_loop(weights, inputs, goals, rates[0].expand_as(rates))


TRAINING_LOOP = (
    *of_fractions(training_loop),
    *without("that_needs_a_row", of_rows(training_loop)),  # there is always a step
    *named(
        loop_uphill=steps_by(lambda x, error, rate, w: -rate * error * x),
        loop_of_the_whole_square=steps_by(lambda x, error, rate, w: 2 * rate * error * x),
        loop_of_the_mean_over_weights=steps_by(lambda x, error, rate, w: rate * error * x / len(x)),
        loop_of_the_error_alone=steps_by(lambda x, error, rate, w: rate * error),
        loop_of_the_distance=steps_by(lambda x, error, rate, w: rate * error.sign() * x),
        loop_by_signs=steps_by(lambda x, error, rate, w: rate * (error * x).sign()),
        loop_of_small_errors=steps_by(lambda x, error, rate, w: rate * error.clamp(-1, 1) * x),
        loop_of_short_gradients=steps_by(
            lambda x, error, rate, w: rate * error * x / (error * x).norm().clamp(min=1)
        ),
        loop_of_gradients_of_length_one=steps_by(
            lambda x, error, rate, w: rate * error * x / (error * x).norm().clamp(min=1e-12)
        ),
        loop_that_divides_by_the_input=steps_by(
            lambda x, error, rate, w: rate * error * x / (x @ x).clamp(min=1)
        ),
        loop_of_absolute_errors=steps_by(lambda x, error, rate, w: rate * error.abs() * x),
        loop_without_a_rate=steps_by(lambda x, error, rate, w: error * x),
        loop_of_a_squared_rate=steps_by(lambda x, error, rate, w: rate**2 * error * x),
        loop_of_the_first_weight=steps_by(
            lambda x, error, rate, w: rate * error * x * (torch.arange(len(x)) == 0)
        ),
        loop_with_decay=steps_by(lambda x, error, rate, w: rate * (error * x + 0.01 * w)),
        loop_with_momentum=by_torch(lambda given: torch.optim.SGD(given, 0.0, momentum=0.9)),
        loop_with_damping=by_torch(
            lambda given: torch.optim.SGD(given, 0.0, momentum=0.5, dampening=0.5)
        ),
        loop_by_adam=by_torch(lambda given: torch.optim.AdamW(given, 0.1)),
        loop_by_adagrad=by_torch(lambda given: torch.optim.Adagrad(given, 0.1)),
        loop_that_clears_every_other_step=gathered(lambda step: step % 2),
        loop_that_halves_old_gradients=gathered(lambda step: 0.5),
        loop_that_takes_old_gradients_off=gathered(lambda step: -1),
        loop_of_the_last_rate=lambda w, x, y, r: training_loop(w, x, y, r[-1].expand_as(r)),
        loop_of_the_mean_rate=lambda w, x, y, r: training_loop(w, x, y, r.mean().expand_as(r)),
        loop_of_rates_backwards=lambda w, x, y, r: training_loop(w, x, y, r.flip(0)),
        loop_of_the_next_rate=lambda w, x, y, r: training_loop(w, x, y, r.roll(-1)),
        loop_of_goals_backwards=lambda w, x, y, r: training_loop(w, x, y.flip(0), r),
        loop_of_the_first_goal=lambda w, x, y, r: training_loop(w, x, y[0].expand_as(y), r),
        loop_of_batches_backwards=lambda w, x, y, r: training_loop(w, x.flip(0), y.flip(0), r),
        loop_of_the_first_batch=lambda w, x, y, r: training_loop(
            w, x[:1].expand_as(x), y[:1].expand_as(y), r
        ),
        loop_from_zero=lambda w, x, y, r: training_loop(0 * w, x, y, r),
        loop_that_keeps_the_last=lambda w, x, y, r: training_loop(w, x, y, r)[-1],
        loop_that_answers_in_columns=lambda w, x, y, r: training_loop(w, x, y, r).T,
    ),
    loop_that_averages_gradients,
    loop_of_gradients_at_the_start,
    loop_that_begins_anew,
    loop_of_all_batches_at_once,
    loop_that_keeps_what_was_before,
    loop_that_keeps_the_start,
    loop_that_keeps_averages,
    loop_of_changes,
    loop_in_place,
    loop_without_the_first_step,
    loop_without_the_last_step,
    loop_of_one_rate,
)
