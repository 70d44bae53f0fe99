using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Tests.WebUi;

public sealed class ControlNetUnitsTests
{
    [Fact]
    public void A_unit_becomes_a_ControlNet()
    {
        var request = WebUiParsing.Valid(Body("""
            "module":"canny","model":"canny [abcd]","image":"PNG","weight":0.8,"guidance_start":0.1,"guidance_end":0.9,"threshold_a":50,"threshold_b":60
            """));
        var net = Assert.Single(request.Job.ControlNets);
        Assert.Equal(("canny", ControlPreprocessor.Canny, 0.8, 0.1, 0.9), (net.Name, net.Preprocessor, net.ConditioningScale, net.Start, net.End));
        Assert.Equal((new CannyThresholds(50, 60), PictureFit.Cover), (net.Canny, net.Fit));
        Assert.Single(request.ShownEdges);
    }

    [Theory]
    [InlineData("\"input_image\":\"PNG\",\"guidance\":0.5,\"lowvram\":true,\"guessmode\":false")]
    [InlineData("\"image\":\"PNG\",\"guidance\":0.5,\"guidance_end\":0.5,\"guess_mode\":false")]
    [InlineData("\"image\":{\"image\":\"PNG\",\"mask\":null},\"guidance_end\":0.5,\"control_mode\":0,\"whatever\":1")]
    public void Older_names_and_forms_are_understood(string unit) =>
        Assert.Equal(0.5, Assert.Single(WebUiParsing.Valid(Body($"\"model\":\"seg\",{unit}")).Job.ControlNets).End);

    [Theory]
    [InlineData("0", PictureFit.Stretch)]
    [InlineData("\"Resize and Fill\"", PictureFit.Contain)]
    [InlineData("\"Scale to Fit (Inner Fit)\"", PictureFit.Cover)]
    [InlineData("\"Envelope (Outer Fit)\"", PictureFit.Contain)]
    public void Resize_modes_have_labels_and_numbers(string mode, PictureFit fit) =>
        Assert.Equal(fit, Assert.Single(WebUiParsing.Valid(Body($"\"model\":\"seg\",\"image\":\"PNG\",\"resize_mode\":{mode}")).Job.ControlNets).Fit);

    [Fact]
    public void A_unit_that_is_not_switched_on_is_noted_and_left_out()
    {
        var request = WebUiParsing.Valid("""{"alwayson_scripts":{"controlnet":{"args":[{"model":"seg","image":"PNG"}]}}}""");
        Assert.Empty(request.Job.ControlNets);
        Assert.Equal(["alwayson_scripts.controlnet.args[0].enabled is not true"], request.Notes);
    }

    [Fact]
    public void Units_as_older_clients_send_them_are_on_unless_they_are_switched_off()
    {
        var request = WebUiParsing.Valid("""{"controlnet_units":[{"model":"seg","input_image":"PNG"},{"enabled":false,"model":"canny"}]}""");
        Assert.Equal("seg", Assert.Single(request.Job.ControlNets).Name);
        Assert.Equal(["controlnet_units[1].enabled is not true"], request.Notes);
    }

    [Fact]
    public void Units_are_counted_together_wherever_they_stand()
    {
        const string unit = """{"enabled":true,"model":"seg","image":"PNG"}""";
        var refused = WebUiParsing.Refused($$"""{"controlnet_units":[{{unit}}],"alwayson_scripts":{"ControlNet":{"args":[{{unit}}]},"controlnet":{"args":[{{unit}}]} } }""");
        Assert.Equal("controlnet_units: found 3 units in all; accepted: at most 2.", Assert.Single(refused.Problems).Message);
    }

    [Fact]
    public void Edges_that_nobody_wants_to_see_are_not_sent() =>
        Assert.Empty(WebUiParsing.Valid(Body("\"module\":\"canny\",\"model\":\"canny\",\"image\":\"PNG\",\"save_detected_map\":false")).ShownEdges);

    [Fact]
    public void In_img2img_a_unit_without_a_picture_takes_the_one_to_start_from()
    {
        string body = Body("\"model\":\"seg\"").Replace("{\"alwayson", "{\"init_images\":[\"PNG\"],\"alwayson", StringComparison.Ordinal);
        Assert.Equal(Samples.PngBytes, Assert.Single(WebUiParsing.Valid(body, isImg2Img: true).Job.ControlNets).Image.ToArray());
    }

    [Theory]
    [InlineData("\"model\":\"None\",\"image\":\"PNG\"", "model")]
    [InlineData("\"image\":\"PNG\"", "model")]
    [InlineData("\"model\":\"seg\"", "image")]
    [InlineData("\"model\":\"seg\",\"image\":\"hello\"", "image")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"module\":\"depth_midas\"", "module")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"weight\":3", "weight")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"guidance_start\":0.6,\"guidance_end\":0.5", "guidance_start")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"threshold_a\":300,\"threshold_b\":100", "threshold_a")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"control_mode\":\"My prompt is more important\"", "control_mode")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"resize_mode\":3", "resize_mode")]
    [InlineData("\"model\":\"seg\",\"image\":\"PNG\",\"mask\":\"PNG\"", "mask")]
    public void A_bad_unit_is_named_by_its_place(string unit, string field) =>
        Assert.Equal($"alwayson_scripts.ControlNet.args[0].{field}", Assert.Single(WebUiParsing.Refused(Body(unit)).Problems).Field);

    private static string Body(string unit) => "{\"alwayson_scripts\":{\"ControlNet\":{\"args\":[{\"enabled\":true," + unit + "}]}}}";
}
