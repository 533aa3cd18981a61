//! Reductions over one axis, several and all, and poolings.

use super::*;

macro_rules! calls { ($results:ident, $x:ident, $arguments:ident: $($name:ident $keepdim:ident $axes:ident ($($p:expr),*);)*) => {
    $($results.extend([
        $x.$name($arguments.axes[0] $(, $p)*),
        $x.$name(-1 $(, $p)*),
        $x.$keepdim($arguments.axes[1] $(, $p)*),
        $x.$axes(&$arguments.order, true $(, $p)*),
        $x.$axes(&$arguments.axes, false $(, $p)*),
        $x.$axes(&[], false $(, $p)*),
        $x.$axes(&[0, 1], false $(, $p)*),
    ]);)*
} }

pub(super) fn reductions_of_numbers<E: Sample + Number>(case: &Case<E>) -> Vec<Outcome<E>> {
    let (x, arguments) = (&case.x, &case.arguments);
    let mut results = vec![Ok(x.sum_all().into_dyn()), Ok(x.prod_all().into_dyn())];
    calls! { results, x, arguments:
        sum sum_keepdim sum_axes();
        prod prod_keepdim prod_axes();
        max max_keepdim max_axes();
        min min_keepdim min_axes();
        median median_keepdim median_axes();
    }
    // Of nothing there is no largest element, and these have no `Result`.
    if x.numel() > 0 {
        results.extend([x.max_all(), x.min_all(), x.median_all()].map(|y| Ok(y.into_dyn())));
        inspect(vec![Ok(x.argmax_all().into_dyn()), Ok(x.argmin_all().into_dyn())]);
    }
    let [i, j] = arguments.axes;
    inspect(vec![x.argmax(i), x.argmax_keepdim(j), x.argmin(j), x.argmin_keepdim(i)]);
    results
}

pub(super) fn reductions_of_floats<E: Sample + Float>(case: &Case<E>) -> Vec<Outcome<E>> {
    let (x, arguments) = (&case.x, &case.arguments);
    let ([correction, _, _], p) = (arguments.numbers, arguments.p);
    let all = [x.mean_all(), x.var_all(correction), x.std_all(1), x.norm_all(p), x.logsumexp_all()];
    let mut results: Vec<_> = all.into_iter().map(|y| Ok(y.into_dyn())).collect();
    calls! { results, x, arguments:
        mean mean_keepdim mean_axes();
        var var_keepdim var_axes(correction);
        std std_keepdim std_axes(correction);
        norm norm_keepdim norm_axes(p);
        norm norm_keepdim norm_axes(f64::INFINITY);
        norm norm_keepdim norm_axes(0.0);
        logsumexp logsumexp_keepdim logsumexp_axes();
        quantile quantile_keepdim quantile_axes(p);
    }
    if x.numel() > 0 {
        results.push(Ok(x.quantile_all(0.5).into_dyn()));
    }
    let [i, j] = arguments.axes;
    results.extend([x.softmax(i), x.log_softmax(j)]);
    results
}

pub(super) fn reductions_of_bool(case: &Case<bool>) -> Vec<Outcome<bool>> {
    let (x, arguments) = (&case.x, &case.arguments);
    let mut results = vec![Ok(x.any_all().into_dyn()), Ok(x.all_all().into_dyn())];
    calls! { results, x, arguments:
        any any_keepdim any_axes();
        all all_keepdim all_axes();
    }
    results
}

pub(super) fn poolings<E: Sample + Float>(case: &Case<E>) -> Vec<Outcome<E>> {
    let x = &case.x;
    let [a, b, c] = case.arguments.numbers;
    vec![
        x.avg_pool1d(a, b, c),
        x.avg_pool1d(a, 1, a / 2),
        x.max_pool1d(b, c, a),
        x.max_pool1d(c, b, c / 2),
        x.adaptive_avg_pool1d(a),
        x.adaptive_max_pool1d(b),
    ]
}
