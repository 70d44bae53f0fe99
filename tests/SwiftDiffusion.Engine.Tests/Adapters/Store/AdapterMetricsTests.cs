using System.Diagnostics.Metrics;
using SwiftDiffusion.Engine.Adapters.Store;
using Xunit;

namespace SwiftDiffusion.Engine.Tests.Adapters.Store;

public sealed class AdapterMetricsTests
{
    [Fact]
    public async Task Every_tier_tells_what_it_does()
    {
        await using var server = await AdapterServer.StartAsync();
        using var fixture = new StoreFixture();
        var meter = fixture.Tiers.Metrics.Meter;
        var sums = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == meter)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
        listener.Start();

        byte[] content = TinyWorldLoras.Bytes("neon");
        var source = server.ServeInTurn("neon.safetensors", AdapterServer.Status(503), context => AdapterServer.SendAsync(context, content));
        var adapter = await fixture.UseAsync(source);
        await fixture.UseAsync(source);
        await Assert.ThrowsAsync<AdapterLoadException>(() => fixture.UseAsync(new AdapterSource.LocalFile("none")));
        listener.RecordObservableInstruments();

        Assert.Equal(
            [
                ("swiftdiffusion.adapter.failures", 1),
                ("swiftdiffusion.adapter.held disk", content.Length),
                ("swiftdiffusion.adapter.held memory", adapter.SizeBytes),
                ("swiftdiffusion.adapter.load.duration disk", 1),
                ("swiftdiffusion.adapter.load.duration remote", 1),
                ("swiftdiffusion.adapter.received", content.Length),
                ("swiftdiffusion.adapter.retries", 1),
                ("swiftdiffusion.adapter.uses disk", 1),
                ("swiftdiffusion.adapter.uses memory", 1),
                ("swiftdiffusion.adapter.uses remote", 1),
            ],
            sums.OrderBy(sum => sum.Key, StringComparer.Ordinal).Select(sum => (sum.Key, sum.Value)));

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            string key = tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";
            lock (sums)
                sums[key] = sums.GetValueOrDefault(key) + value;
        }
    }

    [Fact]
    public void The_meter_is_the_engines()
    {
        using var metrics = new AdapterMetrics();
        Assert.Equal("SwiftDiffusion.Engine", metrics.Meter.Name);
    }
}
