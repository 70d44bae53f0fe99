using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using SwiftDiffusion.Contracts;
using SwiftDiffusion.Gateway.Requests;

namespace SwiftDiffusion.Gateway.Registry;

/// <summary>
/// Reads a form with a file that may be larger than memory: its part <c>file</c> goes to the disk and is hashed on the way, the others are short texts. An upload
/// that breaks off leaves nothing.
/// </summary>
internal sealed class AddOnUploads(IOptions<RegistryOptions> options)
{
    private const string FilePart = "file";
    private const int BufferSizeBytes = 1 << 20;
    private const int MostFields = 8;
    private const int LongestField = 4096;

    /// <param name="request">A form.</param>
    /// <param name="maxSizeBytes">Largest file.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The file and the fields, or what is wrong with the form. What was received is the caller's to dispose.</returns>
    public async Task<(ReceivedUpload? File, JsonObject Fields, RequestProblem? Problem)> ReadAsync(HttpRequest request, long maxSizeBytes, CancellationToken cancellationToken)
    {
        ReceivedUpload? file = null;
        var fields = new JsonObject();
        RequestProblem? problem = null;
        try
        {
            if (FormBody.BoundaryOf(request.ContentType!) is not { } boundary)
                return (null, fields, Malformed("no usable boundary in Content-Type"));
            var reader = new MultipartReader(boundary, request.Body);
            while (problem is null && await ReadAsync(token => reader.ReadNextSectionAsync(token), cancellationToken) is { } section)
            {
                if (FormBody.NameOf(section) is not { } name)
                    problem = Malformed("a part without a name");
                else if (name == FilePart)
                    (file, problem) = file is null ? await ReceiveAsync(section.Body, maxSizeBytes, cancellationToken) : (file, Malformed("the part file twice"));
                else
                    problem = await ReadFieldAsync(fields, name, section.Body, cancellationToken);
            }

            return (file, fields, problem ?? (file is null ? Malformed("no part file") : null));
        }
        catch (InvalidDataException)
        {
            return (file, fields, Malformed("a form that is cut off or malformed"));
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>What the framework says of a form that ends too soon becomes what it says of any malformed one. The client's going away, or its sending too much, stays what it is.</summary>
    private static async Task<T> ReadAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read(cancellationToken);
        }
        catch (IOException e) when (e is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private async Task<(ReceivedUpload? File, RequestProblem? Problem)> ReceiveAsync(Stream body, long maxSizeBytes, CancellationToken cancellationToken)
    {
        string path = Path.Combine(options.Value.UploadFolder ?? Path.GetTempPath(), $"swiftdiffusion-{Guid.NewGuid():N}.upload");
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSizeBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long size = 0;
        try
        {
            await using (var output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                for (int read; size <= maxSizeBytes && (read = await ReadAsync(token => body.ReadAsync(buffer, token).AsTask(), cancellationToken)) > 0; size += read)
                {
                    hash.AppendData(buffer, 0, read);
                    await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                }
            }

            if (size > maxSizeBytes || size == 0)
            {
                File.Delete(path);
                return (null, new RequestProblem(FilePart, size == 0 ? "an empty file" : "a larger file", $"1 to {maxSizeBytes} bytes", FailureCode.InvalidRequest));
            }

            return (new ReceivedUpload(path, Convert.ToHexStringLower(hash.GetHashAndReset()), size), null);
        }
        catch
        {
            File.Delete(path);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task<RequestProblem?> ReadFieldAsync(JsonObject fields, string name, Stream body, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[LongestField + 1];
        int length = await ReadAsync(token => body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, token).AsTask(), cancellationToken);
        if (fields.Count == MostFields)
            return Malformed($"more than {MostFields} fields");
        if (length > LongestField || !Utf8.IsValid(buffer.AsSpan(0, length)))
            return Malformed($"a part {FoundText.Shorten(name)} that is no text in UTF-8 of at most {LongestField} bytes");
        if (fields.ContainsKey(name))
            return Malformed($"the field {FoundText.Shorten(name)} twice");
        fields[name] = Encoding.UTF8.GetString(buffer, 0, length);
        return null;
    }

    private static RequestProblem Malformed(string found) =>
        new(null, found, "multipart/form-data with a part name and, last, a part file", FailureCode.InvalidRequest);
}
