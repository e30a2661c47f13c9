"""Our own quantiles against printed tables and against SciPy, which the product itself does not load."""

import subprocess
import sys
from math import inf, pi, tan

import pytest
from scipy import special

from coding_app.agreement.stats.quantiles import normal, student


# As printed in any table of Student's t, two-sided.
@pytest.mark.parametrize(
    ("level", "df", "printed"),
    [(0.95, 1, 12.706), (0.95, 2, 4.303), (0.95, 9, 2.262), (0.99, 30, 2.750), (0.9, 120, 1.658), (0.95, inf, 1.960)],
)
def test_printed_tables(level, df, printed):
    assert round(student(level, df), 3) == printed


def test_one_and_two_degrees_have_closed_forms():
    assert student(0.95, 1) == pytest.approx(tan(pi * 0.475), rel=1e-12)
    assert student(0.8, 2) == pytest.approx(0.8 * (2 / (1 - 0.8**2)) ** 0.5, rel=1e-12)


@pytest.mark.parametrize("df", [0.3, 0.5, 1.5, 3, 4.7, 9, 29.3, 99, 499.9, 500, 501, 12345, 1e6])
@pytest.mark.parametrize("level", [0.01, 0.5, 0.8, 0.95, 0.999, 0.999999])
def test_scipy_says_the_same(level, df):
    assert student(level, df) == pytest.approx(float(special.stdtrit(df, (1 + level) / 2)), rel=1e-9)


def test_the_normal_quantile():
    assert normal(0.95) == pytest.approx(1.959963984540054, rel=1e-12)


@pytest.mark.parametrize(("level", "df"), [(0.95, 0), (0.95, -1), (0, 5), (1, 5), (0.95, float("nan"))])
def test_what_has_no_quantile_is_refused(level, df):
    with pytest.raises(ValueError, match="No quantile"):
        student(level, df)


def test_scipy_is_not_loaded():
    """SciPy took a third of the start of every process."""
    modules = "coding_app.agreement.stats.report, coding_app.summaries.stats.differences"
    code = f"import sys, {modules}; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
