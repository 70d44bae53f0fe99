using System.Text;
using System.Text.Json;
using CsCheck;

namespace SwiftDiffusion.Gateway.Tests.Requests;

public sealed class FormBodyTests
{
    [Fact]
    public async Task Parts_become_fields_and_pictures_by_their_names_alone()
    {
        var (body, _) = await Forms.ReadAsync(Forms.Write(("image[]", Samples.PngBytes), ("mask", Samples.PngOf(1, 1)), ("prompt", "p")));
        using (body)
        {
            Assert.Equal(["image", "mask"], body!.Files.Select(file => file.Field));
            Assert.Equal(Samples.PngBytes, body.Files[0].Content.ToArray());
            Assert.Equal("p", body.Json.RootElement.GetProperty("prompt").GetString());
        }
    }

    [Theory]
    [InlineData("n", "2", JsonValueKind.Number)]
    [InlineData("stream", "true", JsonValueKind.True)]
    [InlineData("loras", "[{\"name\":\"a\"}]", JsonValueKind.Array)]
    [InlineData("prompt", "2", JsonValueKind.String)]
    [InlineData("prompt", "true", JsonValueKind.String)]
    [InlineData("n", "many", JsonValueKind.String)]
    public async Task Text_has_the_type_of_its_field(string name, string text, JsonValueKind kind)
    {
        var (body, _) = await Forms.ReadAsync(Forms.Write((name, text)));
        using (body)
            Assert.Equal(kind, body!.Json.RootElement.GetProperty(name).ValueKind);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=\"\"")]
    [InlineData("nonsense")]
    public async Task A_form_needs_a_boundary(string contentType)
    {
        var (body, problem) = await Forms.ReadAsync(Forms.Write(("prompt", "p")), contentType);
        Assert.Null(body);
        Assert.Contains("no usable boundary", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_given_twice_is_a_problem()
    {
        var (_, problem) = await Forms.ReadAsync(Forms.Write(("n", "1"), ("n", "2")));
        Assert.Contains("the field n twice", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_breaks_off_is_a_problem()
    {
        byte[] whole = Forms.Write(("prompt", "p"), ("image", Samples.PngBytes));
        var (_, problem) = await Forms.ReadAsync(whole[..^20]);
        Assert.Contains("cut off or malformed", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_that_is_not_UTF8_is_a_problem()
    {
        byte[] body = Encoding.Latin1.GetBytes("--=limit=\r\nContent-Disposition: form-data; name=prompt\r\n\r\n\xff\r\n--=limit=--\r\n");
        var (_, problem) = await Forms.ReadAsync(body);
        Assert.Contains("no text in UTF-8", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parts_are_bounded()
    {
        var (_, problem) = await Forms.ReadAsync(Forms.Write([.. Enumerable.Range(0, 65).Select(i => ($"f{i}", (object)"x"))]));
        Assert.Contains("more than 64 parts", problem!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_form_ends_in_a_body_or_a_problem()
    {
        byte[] whole = Forms.Write(("prompt", "p"), ("n", "2"), ("image", Samples.PngBytes), ("loras", "[]"));
        await Damage.Bytes(whole).SampleAsync(async bytes =>
        {
            var (body, problem) = await Forms.ReadAsync(bytes);
            body?.Dispose();
            return body is null != problem is null;
        }, iter: 3_000);
    }
}
