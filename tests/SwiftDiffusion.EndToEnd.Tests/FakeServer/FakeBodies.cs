using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace SwiftDiffusion.EndToEnd.Tests.FakeServer;

/// <summary>Answers of the API that are data only.</summary>
internal static class FakeBodies
{
    public static JsonNode Models() => JsonNode.Parse("""
        { "object": "list", "data": [
          { "id": "tinyworld", "object": "model", "created": 1790000000, "owned_by": "swiftdiffusion", "swiftdiffusion": {
              "kind": "sd1",
              "defaults": { "width": 128, "height": 128, "num_inference_steps": 20, "guidance_scale": 7, "noise_scheduler": "ddim" },
              "loras": ["blueprint", "lcm", "neon", "pastel", "pixel", "sketch", "thermal", "watercolor", "woodcut"],
              "controlnets": ["canny", "seg"],
              "noise_schedulers": ["ddim", "ddpm", "euler", "euler-ancestral", "dpmpp-2m", "dpmpp-2m-karras", "lcm"] } },
          { "id": "plain", "object": "model", "created": 1790000000, "owned_by": "swiftdiffusion", "swiftdiffusion": {
              "kind": "sd1",
              "defaults": { "width": 256, "height": 192, "num_inference_steps": 12, "guidance_scale": 5, "noise_scheduler": "euler" },
              "loras": [], "controlnets": [], "noise_schedulers": ["euler"] } } ] }
        """)!;

    public static JsonNode NoiseSchedulers() => JsonNode.Parse("""
        { "object": "list", "data": [
          { "id": "ddim", "name": "DDIM" }, { "id": "ddpm", "name": "DDPM" }, { "id": "euler", "name": "Euler" },
          { "id": "euler-ancestral", "name": "Euler a" }, { "id": "dpmpp-2m", "name": "DPM++ 2M" },
          { "id": "dpmpp-2m-karras", "name": "DPM++ 2M Karras" }, { "id": "lcm", "name": "LCM" } ] }
        """)!;

    public static JsonNode List(IEnumerable<string> jobs) =>
        new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. jobs.Select(job => JsonNode.Parse(job))]), ["has_more"] = false };

    /// <summary>An error as the gateway writes it.</summary>
    public static IResult Problem(int status, string code, string message, params (string Field, string Message)[] problems)
    {
        var errors = problems.Select(problem => (JsonNode)new JsonObject { ["field"] = problem.Field, ["message"] = problem.Message, ["code"] = code });
        var body = new JsonObject
        {
            ["title"] = code,
            ["status"] = status,
            ["detail"] = message,
            ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["param"] = problems.FirstOrDefault().Field, ["code"] = code },
            ["errors"] = new JsonArray([.. errors]),
        };
        return Results.Text(body.ToJsonString(), "application/problem+json", statusCode: status);
    }

    /// <summary>A busy fleet of two; its jobs were sent in the last minute.</summary>
    public static JsonNode Status()
    {
        var status = FleetStatus();
        double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        foreach (var (i, job) in status["recent_jobs"]!.AsArray().Index())
            job!["created_at"] = now - 1 - (i * i * 2.6);
        return status;
    }

    private static JsonNode FleetStatus() => JsonNode.Parse("""
        { "version": "0.1.0", "ready": true, "reason": null,
          "queue": { "waiting": 14, "running": 6, "by_key": [
            { "key": "studio", "waiting": 9, "running": 3 }, { "key": "storefront", "waiting": 4, "running": 2 }, { "key": "night-batch", "waiting": 1, "running": 1 } ] },
          "workers": [
            { "id": "worker-a1", "health": "ready", "devices": "cpu:0,cpu:1", "slots": 4, "running": 4, "slowdown": 1.0, "models": ["tinyworld"],
              "warm": { "loras": ["neon", "watercolor"], "controlnets": ["canny"] },
              "figures": { "rows_per_step": 3.42,
                "device_busy": [ { "device": "cpu:0", "share": 0.93 }, { "device": "cpu:1", "share": 0.61 } ],
                "adapter_tiers": [ { "tier": "memory", "hits": 1284, "misses": 61, "bytes": 48211034 }, { "tier": "disk", "hits": 52, "misses": 9, "bytes": 301224400 }, { "tier": "remote", "hits": 9, "misses": 0, "bytes": 0 } ] } },
            { "id": "worker-b7", "health": "slow", "devices": "cuda:0", "slots": 8, "running": 2, "slowdown": 1.18, "models": ["tinyworld", "plain"],
              "warm": { "loras": ["pixel"], "controlnets": [] },
              "figures": { "rows_per_step": 1.87, "device_busy": [ { "device": "cuda:0", "share": 0.34 } ],
                "adapter_tiers": [ { "tier": "memory", "hits": 310, "misses": 12, "bytes": 12000120 } ] } } ],
          "recent_jobs": [
            { "id": "job_0193f1", "status": "running", "model": "tinyworld", "attempts": 1, "error": null, "timings": null },
            { "id": "job_0193f0", "status": "completed", "model": "tinyworld", "attempts": 1, "error": null, "timings": { "queue_ms": 212, "adapters_ms": 44, "encode_ms": 9, "denoise_ms": 418, "decode_ms": 33 } },
            { "id": "job_0193ef", "status": "completed", "model": "tinyworld", "attempts": 1, "error": null, "timings": { "queue_ms": 40, "adapters_ms": 0, "encode_ms": 8, "denoise_ms": 391, "decode_ms": 30 } },
            { "id": "job_0193ee", "status": "failed", "model": "plain", "attempts": 3, "error": { "message": "LoRA \"glitch\" does not fit the model.", "type": "server_error", "param": null, "code": "adapter_load_failed" }, "timings": { "queue_ms": 120, "adapters_ms": 310, "encode_ms": 0, "denoise_ms": 0, "decode_ms": 0 } },
            { "id": "job_0193ed", "status": "cancelled", "model": "tinyworld", "attempts": 1, "error": null, "timings": { "queue_ms": 15, "adapters_ms": 2, "encode_ms": 8, "denoise_ms": 120, "decode_ms": 0 } } ] }
        """)!;
}
