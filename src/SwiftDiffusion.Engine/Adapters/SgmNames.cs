using System.Collections.Frozen;
using System.Globalization;

namespace SwiftDiffusion.Engine.Adapters;

/// <summary>
/// The names that the original Stable Diffusion code (ldm, later sgm) gives the UNet's modules, which SDXL adapters from
/// kohya's trainer use. There every block is one numbered entry of <c>input_blocks</c> or <c>output_blocks</c>:
/// a resnet with its attention, or a downsampler; an upsampler ends the entry before it. The numbers follow from how many
/// resnets, attentions and samplers each diffusers block has, which the paths themselves tell.
/// </summary>
internal sealed class SgmNames
{
    private static readonly FrozenDictionary<string, string> Fixed = new Dictionary<string, string>
    {
        ["conv_in"] = "input_blocks.0.0",
        ["conv_out"] = "out.2",
        ["time_embedding.linear_1"] = "time_embed.0",
        ["time_embedding.linear_2"] = "time_embed.2",
        ["add_embedding.linear_1"] = "label_emb.0.0",
        ["add_embedding.linear_2"] = "label_emb.0.2",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, string> ResnetLayers = new Dictionary<string, string>
    {
        ["conv1"] = "in_layers.2",
        ["time_emb_proj"] = "emb_layers.1",
        ["conv2"] = "out_layers.3",
        ["conv_shortcut"] = "skip_connection",
    }.ToFrozenDictionary();

    private readonly FrozenSet<string> _modules;
    private readonly int[] _firstInput;
    private readonly int[] _firstOutput;

    /// <param name="paths">All target paths of the UNet.</param>
    public SgmNames(IEnumerable<string> paths)
    {
        // "down_blocks.1.resnets.0" of "down_blocks.1.resnets.0.conv1"
        _modules = paths.Select(path => string.Join('.', path.Split('.').Take(4))).ToFrozenSet();
        _firstInput = FirstEntries("down_blocks", first: 1);
        _firstOutput = FirstEntries("up_blocks", first: 0);
    }

    /// <summary>The SGM name of a diffusers path, or null when the original code has no such module.</summary>
    public string? NameOf(string path) => path.Split('.') switch
    {
        ["down_blocks", var block, var kind, var index, .. var rest] => Input(Number(block), kind, Number(index), rest),
        ["up_blocks", var block, var kind, var index, .. var rest] => Output(Number(block), kind, Number(index), rest),
        ["mid_block", "resnets", var index, .. var rest] => Layer($"middle_block.{2 * Number(index)}", "resnets", rest),
        ["mid_block", "attentions", var index, .. var rest] => Layer($"middle_block.{2 * Number(index) + 1}", "attentions", rest),
        _ => Fixed.GetValueOrDefault(path),
    };

    private string? Input(int block, string kind, int index, string[] rest) =>
        block < 0 || block >= _firstInput.Length || index < 0 ? null : kind switch
        {
            "resnets" => Layer($"input_blocks.{_firstInput[block] + index}.0", kind, rest),
            "attentions" => Layer($"input_blocks.{_firstInput[block] + index}.1", kind, rest),
            "downsamplers" => $"input_blocks.{_firstInput[block] + Count($"down_blocks.{block}.resnets")}.0.op",
            _ => null,
        };

    private string? Output(int block, string kind, int index, string[] rest) =>
        block < 0 || block >= _firstOutput.Length || index < 0 ? null : kind switch
        {
            "resnets" => Layer($"output_blocks.{_firstOutput[block] + index}.0", kind, rest),
            "attentions" => Layer($"output_blocks.{_firstOutput[block] + index}.1", kind, rest),
            "upsamplers" => Upsampler(block),
            _ => null,
        };

    /// <summary>It ends the block's last entry, behind the resnet and, where there is one, the attention.</summary>
    private string Upsampler(int block)
    {
        int last = _firstOutput[block] + Count($"up_blocks.{block}.resnets") - 1;
        return $"output_blocks.{last}.{(Count($"up_blocks.{block}.attentions") > 0 ? 2 : 1)}.conv";
    }

    private static string? Layer(string module, string kind, string[] rest)
    {
        string layer = string.Join('.', rest);
        if (kind == "attentions")
            return $"{module}.{layer}";
        return ResnetLayers.TryGetValue(layer, out string? original) ? $"{module}.{original}" : null;
    }

    private int[] FirstEntries(string blocks, int first)
    {
        var entries = new List<int>();
        while (Count($"{blocks}.{entries.Count}.resnets") is var resnets and > 0)
        {
            int downsamplers = Count($"{blocks}.{entries.Count}.downsamplers");
            entries.Add(first);
            first += resnets + downsamplers;
        }

        return [.. entries];
    }

    private int Count(string modules)
    {
        int count = 0;
        while (_modules.Contains($"{modules}.{count}"))
            count++;
        return count;
    }

    private static int Number(string segment) =>
        int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1;
}
