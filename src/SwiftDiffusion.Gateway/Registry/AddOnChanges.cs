using System.Text.Json;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Contracts.AddOns;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Fleet;
using SwiftDiffusion.Gateway.Images;
using SwiftDiffusion.Gateway.Keys;
using SwiftDiffusion.Gateway.Requests;
using SwiftDiffusion.Queue.AddOns;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>
/// Registers models, adapters and ControlNets. Main path: (1) read the body, JSON or a form with a file, (2) parse it, or answer with every problem, (3) put an upload where
/// workers get it, (4) note it in the registry, where a worker finds it, (5) answer with its state.
/// </summary>
internal sealed class AddOnChanges(
    AddOnRegistry registry,
    AddOnUploads uploads,
    FleetWatch fleet,
    IOptions<RegistryOptions> options,
    TimeProvider time,
    GatewayTelemetry telemetry,
    ProblemWriter problems,
    ILogger<AddOnChanges> logger)
{
    private const string Register = "register";

    public async Task RegisterAsync(HttpContext context, AddOnKind kind)
    {
        if (fleet.View.Models.IsEmpty)
        {
            string reason = fleet.View.Readiness.Reason ?? "no model is served";
            await problems.WriteAsync(context, ApiProblem.From(new JobFailure(FailureCode.NotReady, $"The service is not ready: {reason}.")));
        }
        else if (FormBody.IsForm(context.Request.ContentType))
        {
            // 1. The body.
            var (file, fields, problem) = await uploads.ReadAsync(context.Request, options.Value.MaxUploadSizeOf(kind), context.RequestAborted);
            using (file)
            using (var json = JsonDocument.Parse(fields.ToJsonString()))
                await RegisterAsync(context, kind, json.RootElement, file, problem);
        }
        else if (context.Request.HasJsonContentType())
        {
            using var json = JsonBody.Parse(await BodyReader.ReadAsync(context.Request, context.RequestAborted), out var problem);
            await RegisterAsync(context, kind, json?.RootElement ?? default, file: null, problem);
        }
        else
        {
            const string message = "Content-Type: accepted are application/json, with the source of the file, and multipart/form-data, with the file.";
            await problems.WriteAsync(context, ApiProblem.FromStatus(StatusCodes.Status415UnsupportedMediaType, message));
        }
    }

    private async Task RegisterAsync(HttpContext context, AddOnKind kind, JsonElement fields, ReceivedUpload? file, RequestProblem? unreadable)
    {
        // 2. Parse.
        var sender = (ApiKey.Of(context).Id, time.GetUtcNow());
        var (addOn, found) = unreadable is null ? AddOnRequestParser.Parse(fields, kind, file, fleet.View.Models, options.Value, sender) : (null, [unreadable]);
        if (addOn is null)
        {
            telemetry.AddOnChanged(kind, Register, "invalid");
            await problems.WriteAsync(context, ApiProblem.From(found));
            return;
        }

        if (await IsModelsOwnAsync(addOn, context.RequestAborted))
        {
            await RefuseAsync(context, addOn, kind == AddOnKind.Model
                ? $"A model {addOn.Name} is served already; choose another name."
                : $"The model {addOn.Model} has a {kind.Word()} {addOn.Name} of its own; choose another name.");
            return;
        }

        // 3. Put.
        if (file is not null)
            await registry.Contents.PutAsync(file.Sha256, file.Path, context.RequestAborted);

        // 4. Note.
        var admission = await registry.AddAsync(addOn, context.RequestAborted);
        if (admission == AddOnAdmission.Taken)
        {
            await RefuseAsync(context, addOn, $"Another {kind.Word()} is registered as {addOn.Name}; choose another name, or remove that one first.");
            return;
        }

        // 5. Answer.
        telemetry.AddOnChanged(kind, Register, admission == AddOnAdmission.Added ? "added" : "known");
        Log.AddOnRegistered(logger, kind.Word(), addOn.Name, addOn.AddedBy);
        var entry = await registry.FindAsync(kind, addOn.Name, context.RequestAborted) ?? new AddOnEntry(addOn, AddOnState.Pending);
        await AddOnsApi.WriteAsync(context, AddOnBodies.Of(entry, fleet.View), fleet.View, admission == AddOnAdmission.Added ? StatusCodes.Status202Accepted : StatusCodes.Status200OK);
    }

    private async Task<bool> IsModelsOwnAsync(AddOnRegistration addOn, CancellationToken cancellationToken) =>
        AddOnBodies.IsOffered(addOn.Kind, addOn.Model, addOn.Name, fleet.View) && await registry.FindAsync(addOn.Kind, addOn.Name, cancellationToken) is null;

    private Task RefuseAsync(HttpContext context, AddOnRegistration addOn, string message)
    {
        telemetry.AddOnChanged(addOn.Kind, Register, "taken");
        return problems.WriteAsync(context, new ApiProblem(StatusCodes.Status409Conflict, "name_taken", message, "name", IsRetryable: false, []));
    }
}
