namespace SwiftDiffusion.Gateway.WebUi;

internal sealed record ControlNetVersionBody(int Version);

internal sealed record ControlNetModelsBody(IReadOnlyList<string> ModelList);

internal sealed record ControlNetModulesBody(IReadOnlyList<string> ModuleList, IReadOnlyDictionary<string, ModuleDetailBody> ModuleDetail);

internal sealed record ModuleDetailBody(bool ModelFree, IReadOnlyList<SliderBody> Sliders);

internal sealed record SliderBody(string Name, double Value, double Min, double Max, double Step);

internal sealed record ControlTypesBody(IReadOnlyDictionary<string, ControlTypeBody> ControlTypes);

internal sealed record ControlTypeBody(
    IReadOnlyList<string> ModuleList, IReadOnlyList<string> ModelList, string DefaultOption, string DefaultModel);

internal sealed record ControlNetSettingsBody(int ControlNetUnitCount);

internal sealed record DetectedBody(IReadOnlyList<string> Images, string Info);
