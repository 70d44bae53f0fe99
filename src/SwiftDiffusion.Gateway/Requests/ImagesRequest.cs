using SwiftDiffusion.Contracts;

namespace SwiftDiffusion.Gateway.Requests;

/// <summary>A request of the images API after parsing: the job, and how its answer is to look.</summary>
/// <param name="Job">What to make.</param>
/// <param name="Delivery">How the pictures travel in the answer.</param>
/// <param name="Quality">The answer's <c>quality</c>, in the words the OpenAI API answers with.</param>
/// <param name="IsStreamed">Whether the answer is a stream of events.</param>
internal sealed record ImagesRequest(GenerationJob Job, ImageDelivery Delivery, string Quality, bool IsStreamed);

/// <summary>How a picture travels in the answer.</summary>
internal enum ImageDelivery
{
    /// <summary>As <c>b64_json</c>.</summary>
    Base64,

    /// <summary>As <c>url</c>, from which it can be fetched for a while.</summary>
    Url,
}
