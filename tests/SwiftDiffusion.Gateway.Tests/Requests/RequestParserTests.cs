using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Tests.Requests;

public sealed class RequestParserTests
{
    public static TheoryData<string, string, string> BadRequestTable => BadRequests.Table;

    [Theory]
    [MemberData(nameof(BadRequestTable))]
    public void A_bad_field_is_named_with_what_was_found_and_what_is_accepted(string body, string field, string message)
    {
        var problem = Assert.Single(Parsing.Problems(BadRequests.Expand(body)));
        Assert.Equal(field, problem.Field);
        Assert.Equal($"{field}: {message}.", problem.Message);
    }

    [Fact]
    public void A_prompt_alone_takes_every_default_from_the_first_model()
    {
        var request = Parsing.Valid("""{"prompt":"a red house"}""");
        var expected = Samples.Job with { Seed = FixedSeedSource.Seed };
        Assert.Equal(expected with { Loras = request.Job.Loras, ControlNets = request.Job.ControlNets }, request.Job);
        Assert.Equal((ImageDelivery.Base64, "medium"), (request.Delivery, request.Quality));
        Assert.Empty(request.Job.Loras);
        Assert.Empty(request.Job.ControlNets);
    }

    [Fact]
    public void Every_extension_reaches_the_job()
    {
        var job = Parsing.Valid(BadRequests.Expand("""
            {"prompt":"p","model":"tiny","negative_prompt":"q","seed":9,"num_inference_steps":4,"guidance_scale":1.5,"guidance_rescale":0.7,
             "noise_scheduler":"euler","clip_skip":1,"width":256,"height":192,"prompt_syntax":"weighted","n":3,
             "output_format":"webp","output_compression":80,
             "loras":[{"name":"watercolor","scale":0.5},{"path":"pixelart"}],
             "controlnets":[{"name":"canny","image":"PNG","preprocessor":"canny","conditioning_scale":0.8,"start":0.1,"end":0.9},
                            {"path":"seg","image":"data:image/png;base64,PNG","control_guidance_start":0.2,"end_percentage":0.3}]}
            """)).Job;

        Assert.Equal(("tiny", "p", "q", PromptSyntax.Weighted), (job.Model, job.Prompt, job.NegativePrompt, job.PromptSyntax));
        Assert.Equal((256, 192, 4, 3), (job.Width, job.Height, job.InferenceSteps, job.ImageCount));
        Assert.Equal((1.5, 0.7, 9L, "euler", 1), (job.GuidanceScale, job.GuidanceRescale, job.Seed, job.NoiseScheduler, job.ClipSkip));
        Assert.Equal(new ImageOutput(OutputFormat.WebP, 80), job.Output);
        Assert.Equal([new LoraReference("watercolor", 0.5), new LoraReference("pixelart", 1)], job.Loras);
        Assert.Equal([("canny", ControlPreprocessor.Canny, 0.8, 0.1, 0.9), ("seg", ControlPreprocessor.None, 1, 0.2, 0.3)],
            job.ControlNets.Select(net => (net.Name, net.Preprocessor, net.ConditioningScale, net.Start, net.End)));
        Assert.All(job.ControlNets, net => Assert.Equal(Samples.PngBytes, net.Image.ToArray()));
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var problems = Parsing.Problems("""{"n":99,"size":"x","sed":1,"loras":[{"name":"nope","scale":"much"}],"controlnets":[{}]}""");
        Assert.Equal(
            ["controlnets[0].image", "controlnets[0].name", "loras[0].name", "loras[0].scale", "n", "prompt", "sed", "size"],
            problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Null_means_absent_for_every_field() =>
        Assert.Equal(FixedSeedSource.Seed, Parsing.Valid("""
            {"prompt":"p","model":null,"n":null,"size":null,"quality":null,"seed":null,"stream":null,"loras":null,"controlnets":null}
            """).Job.Seed);

    [Theory]
    [InlineData("""{"prompt":"p","stream":false,"partial_images":0,"background":"opaque","moderation":"low","style":"vivid","user":"u"}""")]
    [InlineData("""{"prompt":"p","metadata":{"a":1},"store":true,"service_tier":"auto","safety_identifier":"x","prompt_cache_key":"y"}""")]
    [InlineData("""{"prompt":"p","size":"auto","n":1.0}""")]
    [InlineData("""{"prompt":"p","size":"128x256","width":128,"height":256}""")]
    public void What_OpenAI_clients_send_is_accepted(string body) => Assert.IsType<ParsedRequest.Valid>(Parsing.Parse(body));

    [Theory]
    [InlineData("low", 10, "low")]
    [InlineData("medium", 20, "medium")]
    [InlineData("standard", 20, "medium")]
    [InlineData("auto", 20, "medium")]
    [InlineData("high", 30, "high")]
    [InlineData("hd", 30, "high")]
    public void Quality_is_inference_steps_relative_to_the_model(string quality, int steps, string answered)
    {
        var request = Parsing.Valid($$"""{"prompt":"p","quality":"{{quality}}"}""");
        Assert.Equal((steps, answered), (request.Job.InferenceSteps, request.Quality));
    }

    [Fact]
    public void Steps_named_by_the_client_override_quality() =>
        Assert.Equal(7, Parsing.Valid("""{"prompt":"p","quality":"hd","num_inference_steps":7}""").Job.InferenceSteps);

    [Theory]
    [InlineData("""{"prompt":"p","width":256}""", 256, 128)]
    [InlineData("""{"prompt":"p","height":256}""", 128, 256)]
    [InlineData("""{"prompt":"p","size":"192x64"}""", 192, 64)]
    public void A_side_nobody_names_is_the_models_default(string body, int width, int height)
    {
        var job = Parsing.Valid(body).Job;
        Assert.Equal((width, height), (job.Width, job.Height));
    }

    [Theory]
    [InlineData("-1", FixedSeedSource.Seed)]
    [InlineData("0", 0)]
    [InlineData("9007199254740982", 9007199254740982)]
    public void A_negative_seed_asks_for_a_fresh_one(string seed, long expected) =>
        Assert.Equal(expected, Parsing.Valid($$"""{"prompt":"p","seed":{{seed}}}""").Job.Seed);

    [Fact]
    public void An_unknown_model_does_not_hide_other_problems_nor_invent_some()
    {
        var problems = Parsing.Problems(
            """{"prompt":"p","model":"other","n":0,"noise_scheduler":"x","loras":[{"name":"anything"},{"name":""}]}""");
        Assert.Equal(["model", "n"], problems.Select(problem => problem.Field));
        Assert.Equal([FailureCode.UnknownModel, FailureCode.InvalidRequest], problems.Select(problem => problem.Code));
    }

    [Fact]
    public void Escaped_slashes_in_a_data_URL_are_understood() =>
        Assert.Single(Parsing.Valid(BadRequests.Expand(
            """{"prompt":"p","controlnets":[{"name":"seg","image":"data:image\/png;base64,PNG"}]}""")).Job.ControlNets);

    [Fact]
    public void The_list_of_problems_is_bounded()
    {
        string fields = string.Join(',', Enumerable.Range(0, 200).Select(i => $"\"zzzzzzzz{i}\":1"));
        Assert.Equal(RequestProblems.Most, Parsing.Problems($$"""{"prompt":"p",{{fields}}}""").Count);
    }

    [Theory]
    [InlineData("[]", "body: found an array of 0; accepted: a JSON object.")]
    [InlineData("null", "body: found null; accepted: a JSON object.")]
    [InlineData("\"prompt\"", "body: found \"prompt\"; accepted: a JSON object.")]
    public void A_body_that_is_no_object_is_refused(string body, string message) =>
        Assert.Equal(message, Assert.Single(Parsing.Problems(body)).Message);
}
