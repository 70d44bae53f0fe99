using System.Text.Json.Nodes;
using SwiftDiffusion.Engine.Images;
using SwiftDiffusion.Host.Bench.Quality;

namespace SwiftDiffusion.Host.Tests.Serving;

public sealed class JudgedPicturesTests(RunningServer server)
{
    /// <summary>What the card says of nearly every picture can be asked of a few.</summary>
    private const double Sure = 0.95;

    [Fact]
    public async Task The_judge_reads_off_pictures_what_the_card_is_sure_of()
    {
        var card = ModelCard.Read(TestModels.BuiltIn);
        string[] heads = [.. card.Rates.Where(rate => rate.Value >= Sure).Select(rate => rate.Key)];
        using var judge = Judge.Open(TestModels.BuiltIn);
        var prompts = JudgePrompt.ReadOneObject(TestModels.BuiltIn)[..5];

        int right = 0;
        for (int i = 0; i < prompts.Length; i++)
        {
            byte[] file = await server.GenerateAsync(new JsonObject
            {
                ["prompt"] = prompts[i].Prompt,
                ["seed"] = i,
                ["num_inference_steps"] = card.InferenceSteps,
                ["guidance_scale"] = card.GuidanceScale,
                ["width"] = judge.Width,
                ["height"] = judge.Height,
            });
            var reading = judge.Read(ImageCodec.Decode(file, ImageLimits.Default));
            right += heads.Count(head => reading[head] == prompts[i].Answers[head]);
        }

        // One miss is chance, two would be a fault.
        Assert.NotEmpty(heads);
        Assert.InRange(right, (heads.Length * prompts.Length) - 1, heads.Length * prompts.Length);
    }
}
