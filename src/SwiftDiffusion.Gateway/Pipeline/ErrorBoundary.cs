using Microsoft.AspNetCore.Connections;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Errors;
using SwiftDiffusion.Gateway.Jobs;
using SwiftDiffusion.Queue.Store;

namespace SwiftDiffusion.Gateway.Pipeline;

/// <summary>
/// Gives the errors that no endpoint answers the API's format: unknown routes, wrong methods, bodies HTTP itself refuses, and bugs.
/// </summary>
internal sealed class ErrorBoundary(RequestDelegate next, ProblemWriter problems, ILogger<ErrorBoundary> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsUnanswered(context.Response))
                await problems.WriteAsync(context, FromStatus(context));
        }
        catch (Exception e) when (IsClientGone(e, context))
        {
            Log.ClientGone(logger, context.TraceIdentifier);
            if (!context.Response.HasStarted)
                context.Response.StatusCode = FailureCode.Cancelled.HttpStatus();
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await problems.WriteAsync(context, ApiProblem.FromStatus(e.StatusCode, e.Message));
        }
        catch (StoreUnavailableException e)
        {
            Log.StoreGone(logger, e.Message);
            // Half an answer is no answer; the client asks again.
            if (context.Response.HasStarted)
                context.Abort();
            else
                await problems.WriteAsync(context, ApiProblem.From(Refusals.NoStore));
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Log.RequestCrashed(logger, e, context.TraceIdentifier);
            var failure = new JobFailure(FailureCode.Internal, "The server failed to answer. Its log has the cause under the request id.");
            await problems.WriteAsync(context, ApiProblem.From(failure));
        }
    }

    private static bool IsUnanswered(HttpResponse response) =>
        !response.HasStarted && response.StatusCode >= StatusCodes.Status400BadRequest
        && response.ContentType is null && !response.HttpContext.RequestAborted.IsCancellationRequested;

    private static bool IsClientGone(Exception e, HttpContext context) =>
        e is ConnectionResetException
        || (e is OperationCanceledException or IOException && context.RequestAborted.IsCancellationRequested);

    private static ApiProblem FromStatus(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        return ApiProblem.FromStatus(response.StatusCode, response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is no {request.Method} {request.Path}.",
            StatusCodes.Status405MethodNotAllowed => $"{request.Method} is not allowed on {request.Path}; allowed: {response.Headers.Allow}.",
            _ => $"HTTP status {response.StatusCode} on {request.Method} {request.Path}.",
        });
    }
}
