using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Host.Configuration;
using SwiftDiffusion.Host.Serving;
using SwiftDiffusion.Queue;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Host.Tests.Serving;

/// <summary>Registered models on the engines of a process, which are started anew when a device is lost.</summary>
public sealed class LocalEngineTests : IAsyncLifetime
{
    private static readonly string Own = Path.GetFileName(TestModels.Small);

    private readonly TemporaryFolder _folder = new();
    private OpenQueue _queue = null!;
    private LocalEngine _engine = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _queue = await OpenQueue.OpenAsync(new QueueOptions { BlobFolder = _folder.File("blobs") }, QueueClock.Store, TimeProvider.System, NullLoggerFactory.Instance);
        var settings = ServerSettings.Read(null, new Dictionary<string, string?>
        {
            ["Server:Models:0"] = TestModels.Small,
            ["Server:Devices"] = "cpu",
            ["Adapters:Folder"] = _folder.File("cache"),
        });
        _engine = LocalEngine.Open(settings, () => _queue.AddOns.Contents, NullLogger<EngineGenerationService>.Instance);
        await _engine.StartAsync(Cancellation);
    }

    [Fact]
    public async Task Engines_that_are_started_anew_serve_registered_models_again()
    {
        var entry = await ReadyAsync("added", await ArchiveAsync());
        await _engine.OfferAsync([entry], Cancellation);
        Assert.Equal([Own, "added"], Ids);
        Assert.Equal([Own, "added"], _engine.Warm.Models.Select(model => model.Model));
        await _engine.StartAsync(Cancellation);
        Assert.Equal([Own, "added"], Ids);
        Assert.IsType<GenerationOutcome.Completed>(await GenerateAsync("added"));

        await _engine.OfferAsync([], Cancellation);
        Assert.Equal([Own], Ids);
        var failed = Assert.IsType<GenerationOutcome.Failed>(await GenerateAsync("added"));
        Assert.Equal((FailureCode.UnknownModel, "model"), (failed.Failure.Code, failed.Failure.Parameter));
        Assert.IsType<GenerationOutcome.Completed>(await GenerateAsync(Own));
    }

    [Fact]
    public async Task One_that_cannot_be_opened_and_one_that_has_the_name_of_an_own_are_left_out()
    {
        byte[] archive = await ArchiveAsync();
        await _engine.OfferAsync([await ReadyAsync("bad", [1, 2, 3]), await ReadyAsync(Own, archive), await ReadyAsync("good", archive)], Cancellation);
        Assert.Equal([Own, "good"], Ids);
    }

    [Fact]
    public async Task A_model_is_checked_without_being_served()
    {
        byte[] archive = await ArchiveAsync();
        var entry = await ReadyAsync("added", archive);
        var outcome = await _engine.CheckAsync(entry.Registration, new Progress<AddOnProgress>(), Cancellation);
        Assert.Equal(new AddOnOutcome.Accepted(entry.Sha256!, archive.Length), outcome);
        Assert.Equal([Own], Ids);
        var taken = (await ReadyAsync(Own, archive)).Registration;
        Assert.Contains("choose another one", Assert.IsType<AddOnOutcome.Refused>(await _engine.CheckAsync(taken, new Progress<AddOnProgress>(), Cancellation)).Reason, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _queue.DisposeAsync();
        _folder.Dispose();
    }

    private string[] Ids => [.. _engine.Models.Select(model => model.Id)];

    private async Task<byte[]> ArchiveAsync()
    {
        string path = _folder.File("model.zip");
        await ZipFile.CreateFromDirectoryAsync(TestModels.Small, path, CompressionLevel.Fastest, includeBaseDirectory: false, Cancellation);
        return await File.ReadAllBytesAsync(path, Cancellation);
    }

    /// <summary>A model whose archive lies where all workers get it.</summary>
    private async Task<AddOnEntry> ReadyAsync(string name, byte[] archive)
    {
        string path = _folder.File($"{Guid.NewGuid():N}"), hash = Convert.ToHexStringLower(SHA256.HashData(archive));
        await File.WriteAllBytesAsync(path, archive, Cancellation);
        await _queue.AddOns.Contents.PutAsync(hash, path, Cancellation);
        var registration = new AddOnRegistration
        {
            Kind = AddOnKind.Model,
            Name = name,
            Model = name,
            Sha256 = hash,
            SizeBytes = archive.Length,
            AddedBy = "alice",
            AddedAt = DateTimeOffset.UnixEpoch,
        };
        return new AddOnEntry(registration, AddOnState.Ready) { Sha256 = hash, SizeBytes = archive.Length };
    }

    private Task<GenerationOutcome> GenerateAsync(string model)
    {
        var job = new GenerationJob { Model = model, Prompt = "red heart", Width = 64, Height = 64, InferenceSteps = 2, GuidanceScale = 7, Seed = 1 };
        return _engine.GenerateAsync(job, new Progress<GenerationProgress>(), Cancellation);
    }
}
