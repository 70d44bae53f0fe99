using System.Text.Json;
using SwiftDiffusion.Engine.NoiseSchedulers;
using SwiftDiffusion.Onnx;
using SwiftDiffusion.Onnx.Safetensors;

namespace SwiftDiffusion.Engine.Verification;

/// <summary>
/// Runs one recorded noise scheduler case (a folder with case.json and tensors.safetensors) and pairs every recorded result with ours.
/// Three forms: the alpha table, noising at given timesteps, and whole trajectories, in which recorded model outputs and noise are
/// replayed while the sample is our own throughout.
/// </summary>
public sealed class SchedulerCase : IDisposable
{
    private readonly JsonDocument _description;
    private readonly SafetensorsFile _tensors;
    private readonly string _file;
    private readonly List<(string Tensor, float[] Expected, float[] Actual)> _results = [];

    private SchedulerCase(string file, JsonDocument description, SafetensorsFile tensors)
    {
        _file = file;
        _description = description;
        _tensors = tensors;
    }

    private JsonElement Root => _description.RootElement;

    /// <summary>Runs the case in a folder.</summary>
    /// <exception cref="ModelFormatException">The case cannot be read or asks for what is not supported.</exception>
    public static IReadOnlyList<(string Tensor, float[] Expected, float[] Actual)> Run(string folder)
    {
        string file = Path.Combine(folder, "case.json");
        try
        {
            using var description = PythonJson.Parse(File.ReadAllText(file));
            string tensors = description.RootElement.TryGetProperty("file", out var name) ? name.GetString()! : "tensors.safetensors";
            using var run = new SchedulerCase(file, description, SafetensorsFile.Open(Path.Combine(folder, tensors)));
            return run.Compare();
        }
        catch (Exception e) when (
            e is IOException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new ModelFormatException(file, $"cannot be run: {e.Message}", e);
        }
    }

    public void Dispose() => _tensors.Dispose();

    private List<(string Tensor, float[] Expected, float[] Actual)> Compare()
    {
        if (_tensors.Tensors.ContainsKey("betas"))
            CompareAlphas();
        else if (_tensors.Tensors.ContainsKey("original"))
            CompareNoising();
        else
            CompareTrajectory();
        return _results;
    }

    /// <summary>The description holds the fields of a configuration itself.</summary>
    private void CompareAlphas()
    {
        var table = AlphaTable.Of(NoiseSchedulerConfig.Parse(Root, _file).For(NoiseSchedulerKind.Ddim), NoiseSchedulerKind.Ddim);
        Add("betas", table.Betas);
        Add("alphas", table.Alphas);
        Add("alphas_cumprod", table.Cumulative);
    }

    private void CompareNoising()
    {
        // The recording ran set_timesteps(10) where the description does not say.
        var scheduler = Create(Integer(Root, "steps", 10), firstCall: 0);
        float[] original = Read("original"), noise = Read("noise"), timesteps = Read("timesteps");
        var noisy = new float[original.Length];
        int size = original.Length / timesteps.Length;
        for (int row = 0; row < timesteps.Length; row++)
        {
            var range = new Range(row * size, (row + 1) * size);
            scheduler.AddNoise(original.AsSpan(range), noise.AsSpan(range), CallAt(scheduler, timesteps[row]), noisy.AsSpan(range));
        }

        Add("out", noisy);
    }

    /// <summary>The call at a timestep; Karras timesteps are interpolated, so the last digits may differ.</summary>
    private int CallAt(NoiseScheduler scheduler, float timestep)
    {
        for (int call = 0; call < scheduler.Timesteps.Length; call++)
        {
            if (Math.Abs(scheduler.Timesteps[call] - timestep) < 0.01)
                return call;
        }

        throw new ModelFormatException(_file, $"timesteps holds {timestep}, which the run never visits");
    }

    private void CompareTrajectory()
    {
        int begin = Integer(Root, "begin", 0);
        var scheduler = Create(Integer(Root, "steps", 0), begin);
        Add("timesteps", scheduler.Timesteps.ToArray());
        Add("sigmas", scheduler.Sigmas.ToArray());
        Add("init_noise_sigma", [scheduler.InitialNoiseSigma]);

        float[] sample = Read("start"), outputs = Read("model_outputs");
        int size = sample.Length, calls = scheduler.Timesteps.Length - begin;
        if (outputs.Length != calls * size)
            throw new ModelFormatException(_file, $"model_outputs holds {outputs.Length / size} calls; the run makes {calls}");
        float[] inputs = new float[calls * size], samples = new float[calls * size], originals = new float[calls * size];
        for (int row = 0; row < calls; row++)
        {
            var range = new Range(row * size, (row + 1) * size);
            scheduler.ScaleModelInput(sample, begin + row, inputs.AsSpan(range));
            scheduler.Step(begin + row, outputs.AsSpan(range), sample, new RecordedNoise(this, row));
            sample.CopyTo(samples.AsSpan(range));
            scheduler.PredictedOriginal.CopyTo(originals.AsSpan(range));
        }

        Add("model_inputs", inputs);
        Add("prev_samples", samples);
        Add("pred_original_samples", originals);
    }

    private NoiseScheduler Create(int steps, int firstCall)
    {
        var config = NoiseSchedulerConfig.Parse(Root.GetProperty("config"), _file);
        double eta = Root.TryGetProperty("step_kw", out var arguments) ? Number(arguments, "eta", 0) : 0;
        return NoiseSchedulerCatalog.CreateFromDiffusers(
            Root.GetProperty("scheduler").GetString()!, config, new NoiseSchedulerRun(steps, firstCall, eta, Number(Root, "strength", 1)));
    }

    /// <summary>Pairs a result with its recording, if there is one.</summary>
    private void Add(string tensor, float[] actual)
    {
        if (_tensors.Tensors.TryGetValue(tensor, out var entry))
            _results.Add((tensor, _tensors.ReadFloats(entry), actual));
    }

    private float[] Read(string tensor) => _tensors.Tensors.TryGetValue(tensor, out var entry)
        ? _tensors.ReadFloats(entry)
        : throw new ModelFormatException(_file, $"tensor '{tensor}' is missing");

    private static int Integer(JsonElement parent, string name, int fallback) =>
        parent.TryGetProperty(name, out var value) ? value.GetInt32() : fallback;

    private static double Number(JsonElement parent, string name, double fallback) =>
        parent.TryGetProperty(name, out var value) ? value.GetDouble() : fallback;

    /// <summary>The noise drawn inside one step of the recording.</summary>
    private sealed class RecordedNoise(SchedulerCase owner, int row) : INoiseSource
    {
        public void FillStandardNormal(Span<float> target) => owner.Read($"noise_{row}").CopyTo(target);
    }
}
