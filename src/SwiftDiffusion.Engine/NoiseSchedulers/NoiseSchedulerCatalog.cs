using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using SwiftDiffusion.Onnx;

namespace SwiftDiffusion.Engine.NoiseSchedulers;

/// <summary>
/// The noise schedulers by name: this project's names, AUTOMATIC1111's sampler labels ("DPM++ 2M Karras", "Euler a") and diffusers'
/// class names. A name decides the solver; the bundle's configuration decides betas, prediction type, spacing and offset.
/// </summary>
public static class NoiseSchedulerCatalog
{
    private static readonly NoiseSchedulerChoice[] Choices =
    [
        new("ddim", NoiseSchedulerKind.Ddim),
        new("ddpm", NoiseSchedulerKind.Ddpm),
        new("pndm", NoiseSchedulerKind.Pndm),
        new("plms", NoiseSchedulerKind.Pndm, SkipPrkSteps: true),
        new("euler", NoiseSchedulerKind.Euler, Karras: false),
        new("euler-karras", NoiseSchedulerKind.Euler, Karras: true),
        new("euler-ancestral", NoiseSchedulerKind.EulerAncestral),
        new("heun", NoiseSchedulerKind.Heun, Karras: false),
        new("heun-karras", NoiseSchedulerKind.Heun, Karras: true),
        new("dpmpp-2m", NoiseSchedulerKind.DpmSolver, Karras: false, Stochastic: false),
        new("dpmpp-2m-karras", NoiseSchedulerKind.DpmSolver, Karras: true, Stochastic: false),
        new("dpmpp-2m-sde", NoiseSchedulerKind.DpmSolver, Karras: false, Stochastic: true),
        new("dpmpp-2m-sde-karras", NoiseSchedulerKind.DpmSolver, Karras: true, Stochastic: true),
        new("unipc", NoiseSchedulerKind.UniPc, Karras: false),
        new("unipc-karras", NoiseSchedulerKind.UniPc, Karras: true),
        new("lcm", NoiseSchedulerKind.Lcm),
    ];

    private static readonly FrozenDictionary<string, NoiseSchedulerChoice> ByName = Index();

    /// <summary>The canonical names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Choices.Select(choice => choice.Name)];

    /// <summary>Resolves any accepted spelling; false for an unknown name.</summary>
    public static bool TryFind(string name, [NotNullWhen(true)] out NoiseSchedulerChoice? choice) => ByName.TryGetValue(Normalize(name), out choice);

    /// <summary>The name of a bundle's own noise scheduler.</summary>
    /// <exception cref="ModelFormatException">The bundle names none, or one that is not supported.</exception>
    public static string NameOf(NoiseSchedulerConfig bundle)
    {
        var kind = ClassOf(bundle.ClassName, bundle).Kind;
        var config = bundle.For(kind);
        return Choices.First(choice => choice.Kind == kind
            && (choice.Karras is null || choice.Karras == config.UseKarrasSigmas)
            && (choice.Stochastic is null || choice.Stochastic == config.Stochastic)).Name;
    }

    /// <summary>A noise scheduler for one sequence.</summary>
    /// <param name="name">Any spelling <see cref="TryFind"/> accepts.</param>
    /// <param name="bundle">The bundle's own configuration.</param>
    /// <param name="inferenceSteps">Steps of a whole run.</param>
    /// <param name="strength">Below 1: an image-to-image run that skips the noisiest steps.</param>
    /// <param name="eta">DDIM's noise share.</param>
    /// <exception cref="ArgumentException">The name is unknown, or the solver cannot make that run; the message is fit for the user.</exception>
    /// <exception cref="ModelFormatException">The bundle's configuration does not suit the solver.</exception>
    public static NoiseScheduler Create(string name, NoiseSchedulerConfig bundle, int inferenceSteps, double strength = 1, double eta = 0)
    {
        if (!TryFind(name, out var choice))
            throw new ArgumentException($"Unknown noise scheduler '{name}'; known are {string.Join(", ", Names)}.");
        return Build(choice.Apply(bundle), choice.Kind, inferenceSteps, strength, eta);
    }

    /// <summary>The noise scheduler the bundle itself names.</summary>
    /// <inheritdoc cref="Create" path="/param|/exception"/>
    public static NoiseScheduler CreateDefault(NoiseSchedulerConfig bundle, int inferenceSteps, double strength = 1, double eta = 0)
    {
        var kind = ClassOf(bundle.ClassName, bundle).Kind;
        return Build(bundle.For(kind), kind, inferenceSteps, strength, eta);
    }

    /// <summary>Exactly the diffusers class with exactly this configuration: for checks against its recorded outputs.</summary>
    /// <exception cref="ArgumentException">The class cannot make that run.</exception>
    /// <exception cref="ModelFormatException">The class is unknown or the configuration does not suit it.</exception>
    public static NoiseScheduler CreateFromDiffusers(string className, NoiseSchedulerConfig config, NoiseSchedulerRun run)
    {
        var kind = ClassOf(className, config).Kind;
        return NoiseSchedulerBuilder.Build(kind, config.For(kind), run);
    }

    private static NoiseScheduler Build(NoiseSchedulerConfig config, NoiseSchedulerKind kind, int inferenceSteps, double strength, double eta)
    {
        if (!(strength > 0 && strength <= 1))
            throw new ArgumentException($"Strength is {strength}; expected above 0 and at most 1.");
        int firstCall = NoiseSchedulerRun.FirstCallFor(inferenceSteps, strength, kind == NoiseSchedulerKind.Heun ? 2 : 1);
        return NoiseSchedulerBuilder.Build(kind, config, new NoiseSchedulerRun(inferenceSteps, firstCall, eta));
    }

    private static NoiseSchedulerClass ClassOf(string? className, NoiseSchedulerConfig config) =>
        (className is null ? null : NoiseSchedulerClass.Find(className)) ?? throw new ModelFormatException(
            config.File,
            $"_class_name is {(className is null ? "missing" : $"'{className}'")}; expected one of "
            + string.Join(", ", NoiseSchedulerClass.All.Select(c => c.Name)));

    private static FrozenDictionary<string, NoiseSchedulerChoice> Index()
    {
        var index = Choices.ToDictionary(choice => choice.Name);
        index["euler-a"] = index["euler-ancestral"];
        // A class name says nothing beyond the family: the bundle's configuration decides the rest.
        foreach (var diffusers in NoiseSchedulerClass.All)
            index[Normalize(diffusers.Name)] = new NoiseSchedulerChoice(Choices.First(choice => choice.Kind == diffusers.Kind).Name, diffusers.Kind);
        return index.ToFrozenDictionary();
    }

    /// <summary>"DPM++ 2M Karras", "dpmpp_2m_karras" and "dpmpp-2m-karras" are one name.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "Canonical names are lower case.")]
    private static string Normalize(string name) =>
        name.Trim().ToLowerInvariant().Replace("++", "pp", StringComparison.Ordinal).Replace(' ', '-').Replace('_', '-');
}
