namespace SwiftDiffusion.Benchmarks.FullSize;

/// <summary>How a random tensor is filled so that activations keep their size through the network.</summary>
internal enum Fill
{
    /// <summary>Uniform with variance 1 / inputs.</summary>
    Weights,

    /// <summary>Ones: a normalization's scale.</summary>
    Ones,

    /// <summary>Small numbers: a bias.</summary>
    Bias,
}

/// <summary>A tensor of a checkpoint to make.</summary>
internal sealed record RandomTensor(string Name, long[] Shape, Fill Fill)
{
    public long Count => Shape.Aggregate(1L, (product, dimension) => product * dimension);
}

/// <summary>Collects the tensors of PyTorch modules: a module's weight and bias, under its path.</summary>
internal sealed class TensorList
{
    private readonly List<RandomTensor> _tensors = [];

    public IReadOnlyList<RandomTensor> Tensors => _tensors;

    public void Table(string name, long rows, long width) => _tensors.Add(new RandomTensor(name, [rows, width], Fill.Bias));

    public void Linear(string path, long inputs, long outputs, bool bias = true) => Weighted(path, [outputs, inputs], bias);

    public void Conv(string path, long inputs, long outputs, long kernel = 3) => Weighted(path, [outputs, inputs, kernel, kernel], bias: true);

    public void Norm(string path, long width)
    {
        _tensors.Add(new RandomTensor($"{path}.weight", [width], Fill.Ones));
        _tensors.Add(new RandomTensor($"{path}.bias", [width], Fill.Bias));
    }

    private void Weighted(string path, long[] shape, bool bias)
    {
        _tensors.Add(new RandomTensor($"{path}.weight", shape, Fill.Weights));
        if (bias)
            _tensors.Add(new RandomTensor($"{path}.bias", [shape[0]], Fill.Bias));
    }
}
