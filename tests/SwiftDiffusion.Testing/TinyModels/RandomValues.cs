namespace SwiftDiffusion.Testing.TinyModels;

/// <summary>Reproducible values that depend on nothing but the tensor's name and size, so that variants of a model share their weights.</summary>
public static class RandomValues
{
    /// <summary>Uniform in [-1, 1).</summary>
    public static float[] Uniform(string name, long count)
    {
        var random = new Random(Seed(name));
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = (2 * random.NextSingle()) - 1;
        return values;
    }

    /// <summary>Scaled so that activations neither vanish nor explode: by the square root of the inputs; norms around 1, biases around 0.</summary>
    public static float[] Weights(TensorShape tensor)
    {
        long count = tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension);
        var values = Uniform(tensor.Name, count);
        bool isVector = tensor.Shape.Length == 1;
        float center = isVector && tensor.Name.EndsWith(".weight", StringComparison.Ordinal) ? 1 : 0;
        float spread = isVector ? 0.1f : 1.7f / MathF.Sqrt(count / tensor.Shape[0]);
        return Array.ConvertAll(values, value => center + (spread * value));
    }

    /// <summary>FNV-1a of the name.</summary>
    private static int Seed(string name)
    {
        uint hash = 2166136261;
        foreach (char character in name)
            hash = (hash ^ character) * 16777619;
        return (int)(hash >> 1);
    }
}
