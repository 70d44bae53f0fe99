using System.Security.Cryptography;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Queue.AddOns;
using SwiftDiffusion.Queue.Tests.Stores;
using SwiftDiffusion.Testing;

namespace SwiftDiffusion.Queue.Tests.AddOns;

public sealed class AddOnRegistryTests(StoreFixture stores) : QueueTests(stores), IDisposable
{
    private static readonly string[] Models = [Samples.Model];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Stores))]
    public async Task An_entry_is_listed_as_it_was_registered(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var asked = Registration("far") with { Sha256 = new string('a', 64) };
        Assert.Equal(AddOnAdmission.Added, await test.Queue.AddOns.AddAsync(asked, Token));
        await test.Queue.AddOns.AddAsync(Registration("far") with { Kind = AddOnKind.ControlNet }, Token);

        var entries = (await test.Queue.AddOns.ListAsync(Token)).Entries;
        Assert.Equal([(AddOnKind.Adapter, "far"), (AddOnKind.ControlNet, "far")], entries.Select(entry => (entry.Registration.Kind, entry.Registration.Name)));
        Assert.Equal((asked, AddOnState.Pending), (entries[0].Registration, entries[0].State));
        Assert.Equal(entries[0], await test.Queue.AddOns.FindAsync(AddOnKind.Adapter, "far", Token));
        Assert.Null(await test.Queue.AddOns.FindAsync(AddOnKind.Adapter, "near", Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_list_has_another_version_after_a_change(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        string version = (await test.Queue.AddOns.ListAsync(Token)).Version;
        Assert.Null(await test.Queue.AddOns.ListAsync(version, Token));
        Assert.True(await test.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token));
        Assert.Empty((await test.Queue.AddOns.ListAsync(version, Token))!.Entries);
        Assert.False(await test.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_name_is_taken_unless_its_content_is_the_same_or_it_failed(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var first = Registration("far") with { Sha256 = new string('a', 64) };
        await test.Queue.AddOns.AddAsync(first, Token);
        Assert.Equal(AddOnAdmission.Known, await test.Queue.AddOns.AddAsync(first, Token));
        Assert.Equal(AddOnAdmission.Taken, await test.Queue.AddOns.AddAsync(first with { Sha256 = new string('b', 64) }, Token));
        Assert.Equal(AddOnAdmission.Taken, await test.Queue.AddOns.AddAsync(Registration("far"), Token));
        Assert.Equal(AddOnAdmission.Taken, await test.Queue.AddOns.AddAsync(first with { Model = "other" }, Token));

        var lease = await ClaimAsync(test);
        await lease.SettleAsync(new AddOnOutcome.Refused("is no LoRA"), Token);
        var failed = await FindAsync(test);
        Assert.Equal((AddOnState.Failed, "is no LoRA"), (failed.State, failed.Reason));
        Assert.Equal(AddOnAdmission.Added, await test.Queue.AddOns.AddAsync(Registration("far"), Token));
        Assert.Equal((AddOnState.Pending, null), ((await FindAsync(test)).State, (await FindAsync(test)).Reason));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_worker_that_serves_the_model_fetches_it_alone_and_tells_how_far_it_is(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        Assert.Null(await test.Queue.AddOns.ClaimAsync(["other"], Token));
        var lease = await ClaimAsync(test);
        Assert.Null(await test.Queue.AddOns.ClaimAsync(Models, Token));

        using var enough = new CancellationTokenSource();
        var keeping = lease.KeepAsync(() => new AddOnProgress(3, 10), enough.Token);
        var entry = await FindAsync(test);
        while (entry.ReceivedBytes == 0)
            entry = await FindAsync(test);
        await enough.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
        Assert.Equal((AddOnState.Fetching, 3L, 10L), (entry.State, entry.ReceivedBytes, entry.TotalBytes));

        Assert.True(await lease.SettleAsync(new AddOnOutcome.Accepted(new string('c', 64), 10), Token));
        entry = await FindAsync(test);
        Assert.Equal((AddOnState.Ready, new string('c', 64), 10L), (entry.State, entry.Sha256, entry.SizeBytes));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Any_worker_may_fetch_and_check_a_model(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var asked = Registration("far") with { Kind = AddOnKind.Model, Model = "far" };
        Assert.Equal(AddOnAdmission.Added, await test.Queue.AddOns.AddAsync(asked, Token));
        var lease = await test.Queue.AddOns.ClaimAsync(["other"], Token);
        Assert.Equal(asked, lease!.AddOn);
        Assert.Null(await test.Queue.AddOns.ClaimAsync(["far"], Token));
        Assert.True(await lease.SettleAsync(new AddOnOutcome.Accepted(new string('c', 64), 10), Token));
        Assert.Equal(AddOnState.Ready, (await test.Queue.AddOns.FindAsync(AddOnKind.Model, "far", Token))!.State);
        Assert.Null(await test.Queue.AddOns.FindAsync(AddOnKind.Adapter, "far", Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_lost_worker_leaves_its_entry_to_another_and_after_three_it_fails_with_the_reason(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        var lost = await ClaimAsync(test);
        for (int again = 0; again < 2; again++)
        {
            test.Time.Advance(test.Queue.Options.LeaseDuration);
            await ClaimAsync(test);
        }

        Assert.False(await lost.SettleAsync(new AddOnOutcome.Accepted(new string('c', 64), 10), Token));
        await lost.KeepAsync(() => new AddOnProgress(1, 1), Token);
        Assert.Equal(AddOnState.Fetching, (await FindAsync(test)).State);

        test.Time.Advance(test.Queue.Options.LeaseDuration);
        Assert.Null(await test.Queue.AddOns.ClaimAsync(Models, Token));
        Assert.Equal((AddOnState.Failed, "3 workers were lost while they fetched or checked it"), await FindAsync(test) is var entry ? (entry.State, entry.Reason) : default);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_released_entry_has_lost_no_attempt(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        for (int again = 0; again < 5; again++)
            Assert.True(await (await ClaimAsync(test)).ReleaseAsync(Token));
        Assert.Equal(AddOnState.Pending, (await FindAsync(test)).State);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_was_removed_and_added_again_is_not_the_first_workers(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        var first = await ClaimAsync(test);
        await test.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        await first.KeepAsync(() => new AddOnProgress(1, 1), Token);
        Assert.False(await first.SettleAsync(new AddOnOutcome.Refused("is too old"), Token));
        Assert.Equal(AddOnState.Pending, (await FindAsync(test)).State);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_is_fetched_on_use_is_ready_and_nobodys_to_check(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        await test.Queue.AddOns.AddAsync(Registration("far") with { IsFetchedOnUse = true }, Token);
        Assert.Equal(AddOnState.Ready, (await FindAsync(test)).State);
        Assert.Null(await test.Queue.AddOns.ClaimAsync(Models, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_content_goes_an_hour_after_its_last_entry(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var upload = await UploadAsync(test);
        await test.Queue.AddOns.AddAsync(upload, Token);
        await test.Queue.AddOns.AddAsync(upload with { Name = "twin" }, Token);
        await (await ClaimAsync(test)).SettleAsync(new AddOnOutcome.Accepted(upload.Sha256!, upload.SizeBytes!.Value), Token);
        await test.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token);
        await SweepAfterAsync(test, TimeSpan.FromDays(1));
        Assert.Single(test.BlobFiles());

        await test.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "twin", Token);
        await SweepAfterAsync(test, TimeSpan.FromMinutes(59));
        await using (var content = (await test.Queue.AddOns.Contents.OpenAsync(upload.Sha256!, Token))!.Content)
            Assert.Equal(upload.SizeBytes, content.Length);
        await SweepAfterAsync(test, TimeSpan.FromMinutes(1));
        Assert.Null(await test.Queue.AddOns.Contents.OpenAsync(upload.Sha256!, Token));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_content_put_again_stays_its_entries_and_one_that_nobody_registers_goes(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var upload = await UploadAsync(test);
        await test.Queue.AddOns.AddAsync(upload, Token);
        await UploadAsync(test);
        await SweepAfterAsync(test, TimeSpan.FromDays(1));
        Assert.Single(test.BlobFiles());

        await test.Queue.AddOns.RemoveAsync(AddOnKind.Adapter, "far", Token);
        await UploadAsync(test);
        await SweepAfterAsync(test, TimeSpan.FromHours(1));
        Assert.Empty(test.BlobFiles());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Watchers_hear_of_changes_and_of_what_is_to_be_warmed(StoreKind kind)
    {
        await using var test = await OpenAsync(kind);
        var changed = new TaskCompletionSource();
        var warmed = new TaskCompletionSource<(AddOnKind, string)>();
        await using var watch = await test.Queue.AddOns.WatchAsync(() => changed.TrySetResult(), (kindOf, name) => warmed.TrySetResult((kindOf, name)), Token);
        await test.Queue.AddOns.AddAsync(Registration("far"), Token);
        await changed.Task;
        await test.Queue.AddOns.WarmAsync(AddOnKind.ControlNet, "edges", Token);
        Assert.Equal((AddOnKind.ControlNet, "edges"), await warmed.Task);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a:b")]
    [InlineData("<a>")]
    [InlineData("-a")]
    [InlineData("ä")]
    public void Names_that_could_be_something_else_are_none(string name)
    {
        Assert.False(AddOnRegistration.IsName(name));
        Assert.Throws<ArgumentException>(() => Registration(name));
    }

    private static AddOnRegistration Registration(string name) => new()
    {
        Kind = AddOnKind.Adapter,
        Name = name,
        Model = Samples.Model,
        Source = new Uri("https://example.com/far.safetensors"),
        AddedBy = "alice",
        AddedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    private static async Task<AddOnLease> ClaimAsync(TestQueue test)
    {
        var lease = await test.Queue.AddOns.ClaimAsync(Models, Token);
        Assert.NotNull(lease);
        return lease;
    }

    private static async Task<AddOnEntry> FindAsync(TestQueue test)
    {
        var entry = await test.Queue.AddOns.FindAsync(AddOnKind.Adapter, "far", Token);
        Assert.NotNull(entry);
        return entry;
    }

    private async Task<AddOnRegistration> UploadAsync(TestQueue test)
    {
        byte[] content = [1, 2, 3];
        string path = _folder.File("upload"), hash = Convert.ToHexStringLower(SHA256.HashData(content));
        await File.WriteAllBytesAsync(path, content, Token);
        await test.Queue.AddOns.Contents.PutAsync(hash, path, Token);
        return Registration("far") with { Source = null, Sha256 = hash, SizeBytes = content.Length };
    }

    private static async Task SweepAfterAsync(TestQueue test, TimeSpan time)
    {
        test.Time.Advance(time);
        await test.Queue.Maintenance.RunAsync(Token);
    }
}
