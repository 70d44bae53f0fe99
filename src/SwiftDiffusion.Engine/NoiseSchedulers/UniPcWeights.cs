namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// One UniPC update as a linear combination of the sample and up to four predicted originals (Zhao et al., 2023, arXiv:2302.04867,
/// data-prediction form): x' = N'/N x - S' g m0 - S' B sum_i rho_i (m_i - m0) / r_i, with g = exp(-h) - 1, h the step in lambda,
/// r_i the earlier lambdas relative to it, and rho the solution of the order conditions sum_i rho_i r_i^(k-1) = b_k.
/// </summary>
public static class UniPcWeights
{
    /// <summary>Highest order of the conditions that are solved.</summary>
    public const int MaxOrder = 3;

    /// <summary>
    /// Weights of the predictor (<paramref name="isCorrector"/> false: originals m0 … m(order-1)) or of the corrector (the same and, last,
    /// the original just predicted at the target, for which r = 1).
    /// </summary>
    /// <param name="levels">Levels of the run.</param>
    /// <param name="from">Index of m0's level; the target is the next one.</param>
    /// <param name="order">1 … 3.</param>
    /// <param name="solver">bh1: B = -h; bh2: B = exp(-h) - 1.</param>
    /// <param name="isCorrector">Which of the two is wanted.</param>
    /// <param name="originals">Receives order weights, and one more for the corrector.</param>
    /// <returns>The weight of the sample.</returns>
    public static double Of(ReadOnlySpan<NoiseLevel> levels, int from, int order, SolverType solver, bool isCorrector, Span<double> originals)
    {
        NoiseLevel here = levels[from], next = levels[from + 1];
        double h = next.Lambda - here.Lambda;
        double g = double.ExpM1(-h);
        originals.Clear();
        originals[0] = -next.Signal * g;

        // Differences that take part: earlier originals, and for the corrector the new one.
        int count = isCorrector ? order : order - 1;
        if (count > 0)
        {
            Span<double> ratios = stackalloc double[MaxOrder];
            for (int i = 1; i < order; i++)
                ratios[i - 1] = (levels[from - i].Lambda - here.Lambda) / h;
            ratios[order - 1] = 1;
            Span<double> rho = stackalloc double[MaxOrder];
            double scale = solver == SolverType.Bh1 ? -h : g;
            SolveOrderConditions(ratios[..count], h, g, scale, rho);
            for (int i = 0; i < count; i++)
            {
                double weight = -next.Signal * scale * rho[i] / ratios[i];
                originals[i + 1] += weight;
                originals[0] -= weight;
            }
        }

        return next.Noise / here.Noise;
    }

    /// <summary>rho for given ratios. A single unknown is 1/2 whatever the step, the value the paper fixes for it.</summary>
    private static void SolveOrderConditions(ReadOnlySpan<double> ratios, double h, double g, double scale, Span<double> rho)
    {
        int count = ratios.Length;
        if (count == 1)
        {
            rho[0] = 0.5;
            return;
        }

        Span<double> matrix = stackalloc double[MaxOrder * MaxOrder];
        double phi = g / -h - 1, factorial = 1;
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
                matrix[row * count + column] = Math.Pow(ratios[column], row);
            rho[row] = phi * factorial / scale;
            factorial *= row + 2;
            phi = phi / -h - 1 / factorial;
        }

        Solve(matrix, rho[..count]);
    }

    /// <summary>Gaussian elimination without pivoting: the first row is all ones and ratios are distinct, so pivots are not zero.</summary>
    private static void Solve(Span<double> matrix, Span<double> values)
    {
        int n = values.Length;
        for (int pivot = 0; pivot < n; pivot++)
        {
            for (int row = 0; row < n; row++)
            {
                double factor = row == pivot ? 0 : matrix[row * n + pivot] / matrix[pivot * n + pivot];
                for (int column = pivot; column < n; column++)
                    matrix[row * n + column] -= factor * matrix[pivot * n + column];
                values[row] -= factor * values[pivot];
            }
        }

        for (int row = 0; row < n; row++)
            values[row] /= matrix[row * n + row];
    }
}
