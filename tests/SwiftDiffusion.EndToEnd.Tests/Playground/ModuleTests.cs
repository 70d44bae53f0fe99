using System.IO.Compression;
using System.Text;
using System.Text.Json;
using SwiftDiffusion.EndToEnd.Tests.Browsing;
using SwiftDiffusion.EndToEnd.Tests.FakeServer;

namespace SwiftDiffusion.EndToEnd.Tests.Playground;

/// <summary>The modules that can be asked without a page around them.</summary>
public sealed class ModuleTests(TestBrowser browser)
{
    [Theory]
    [InlineData("event: step\ndata: {\"step\":1}\n\n")]
    [InlineData("id: 1\r\nevent: step\r\ndata: {\"step\":1}\r\n\r\n")]
    [InlineData(": keep-alive\n\nevent:step\ndata:{\ndata: \"step\":1}\n\n: keep-alive\n\n")]
    public async Task Events_are_read_however_they_are_cut(string stream)
    {
        string read = await EvaluateAsync<string>(
            "events.js",
            """
            ({ EventParser }, stream) => {
              const results = new Set();
              for (let size = 1; size <= stream.length; size++) {
                const parser = new EventParser();
                const events = [];
                for (let at = 0; at < stream.length; at += size) events.push(...parser.push(stream.slice(at, at + size)));
                results.add(JSON.stringify(events.map(({ event, data }) => [event, data])));
              }
              return [...results].join(" ");
            }
            """,
            stream);
        Assert.Equal("""[["step",{"step":1}]]""", read);
    }

    [Theory]
    [InlineData("tEXt")]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("iTXt compressed")]
    public async Task Parameters_are_found_in_every_kind_of_text_chunk(string kind)
    {
        const string text = "ein Häuschen\nSteps: 3, Seed: 4, Size: 8x8";
        byte[] png = [.. Png.Signature, .. Png.Chunk("IHDR", new byte[13]), .. TextChunk(kind, text), .. Png.Chunk("IEND", [])];
        string read = await EvaluateAsync<string>("pngtext.js", "({ readPngText }, bytes) => readPngText(new Uint8Array(bytes).buffer, 'parameters')", png.Select(each => (int)each).ToArray());
        Assert.Equal(text, read);
    }

    [Theory]
    [InlineData("only a prompt", "only a prompt", "", 0)]
    [InlineData("p\nNegative prompt: n\nSteps: 1, Seed: 2, Size: 8x8", "p", "n", 3)]
    [InlineData(" Negative prompt: not a label\nSteps: 1, Seed: 2, Size: 8x8, Note: \"a, b: \\\"c\\\"\"", "Negative prompt: not a label", "", 4)]
    public async Task Embedded_text_is_taken_apart(string text, string prompt, string negative, int fields)
    {
        var read = JsonElement.Parse(await EvaluateAsync<string>("infotext.js", "({ parseInfotext }, text) => JSON.stringify(parseInfotext(text))", text));
        Assert.Equal(prompt, read.GetProperty("prompt").GetString());
        Assert.Equal(negative, read.GetProperty("negative").GetString());
        Assert.Equal(fields, read.GetProperty("fields").EnumerateObject().Count());
    }

    [Fact]
    public async Task Code_for_an_edit_reads_its_files_and_writes_lists_as_text()
    {
        object[] body = [new { model = "m", prompt = "$HOME `x`", image = "data:", mask = "data:", strength = 0.5, loras = new[] { new { name = "a", scale = 1 } }, previews = true }];
        string[] code = await EvaluateAsync<string[]>("code.js", "({ languages }, [body]) => languages.map(({ write }) => write(body, 'http://host', false))", body);
        Assert.Contains("\"image\": \"$(base64 -w0 start.png)\"", code[0], StringComparison.Ordinal);
        // The shell reads this document, so what the prompt holds must not be a command.
        Assert.Contains(@"""prompt"": ""\$HOME \`x\`""", code[0], StringComparison.Ordinal);
        Assert.Contains("image=open(\"start.png\", \"rb\")", code[1], StringComparison.Ordinal);
        Assert.Contains("\"loras\": json.dumps([{ \"name\": \"a\", \"scale\": 1 }])", code[1], StringComparison.Ordinal);
        Assert.Contains("loras: JSON.stringify([{ name: \"a\", scale: 1 }])", code[2], StringComparison.Ordinal);
        Assert.All(code, each => Assert.DoesNotContain("previews", each, StringComparison.Ordinal));
    }

    private static byte[] TextChunk(string kind, string text)
    {
        byte[] keyword = [.. "parameters"u8, 0];
        return kind switch
        {
            "tEXt" => Png.Chunk("tEXt", [.. keyword, .. Encoding.Latin1.GetBytes(text)]),
            "zTXt" => Png.Chunk("zTXt", [.. keyword, 0, .. Deflated(Encoding.Latin1.GetBytes(text))]),
            "iTXt" => Png.Chunk("iTXt", [.. keyword, 0, 0, .. "de"u8, 0, 0, .. Encoding.UTF8.GetBytes(text)]),
            _ => Png.Chunk("iTXt", [.. keyword, 1, 0, 0, 0, .. Deflated(Encoding.UTF8.GetBytes(text))]),
        };
    }

    private static byte[] Deflated(byte[] content)
    {
        var stream = new MemoryStream();
        using (var deflate = new ZLibStream(stream, CompressionLevel.Optimal))
            deflate.Write(content);
        return stream.ToArray();
    }

    private async Task<T> EvaluateAsync<T>(string module, string call, object argument)
    {
        await using var api = await FakeApi.StartAsync();
        await using var page = await browser.OpenAsync(api.Address);
        return await page.Page.EvaluateAsync<T>($"async (argument) => ({call})(await import('/playground/any/{module}'), argument)", argument);
    }
}
