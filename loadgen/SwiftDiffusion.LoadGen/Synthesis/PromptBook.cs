namespace SwiftDiffusion.LoadGen.Synthesis;

/// <summary>Prompts for requests that come without one: a colour, a thing and a background.</summary>
internal static class PromptBook
{
    private static readonly string[] Colours = ["red", "green", "blue", "yellow", "orange", "purple", "white", "black"];
    private static readonly string[] Things = ["heart", "star", "house", "tree", "car", "flower", "boat", "cup", "ball", "fish", "chair", "lamp"];
    private static readonly string[] Places = ["on a white background", "on a blue background", "on a meadow", "at the sea", "at night", "in the snow"];

    public static string Draw(SeededRandom random) =>
        $"{Colours[random.Below(Colours.Length)]} {Things[random.Below(Things.Length)]} {Places[random.Below(Places.Length)]}";
}
