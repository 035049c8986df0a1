namespace Speech.Hub;

/// <summary>The Hub did not give what was asked for. One sealed type per reason; messages hold neither secrets nor local paths.</summary>
public abstract class HubException : Exception
{
    private protected HubException(string model, string message, Exception? inner = null) : base(message, inner) => Model = model;

    /// <summary>The model asked for, as far as it is known; empty where no model was in question.</summary>
    public string Model { get; }
}

/// <summary>An environment variable holds what cannot be used.</summary>
public sealed class HubSettingException : HubException
{
    internal HubSettingException(string variable, string fault) : base("", $"{variable} {fault}") => Variable = variable;

    /// <summary>The variable's name.</summary>
    public string Variable { get; }
}

/// <summary>The model's name is neither a Hub id nor an existing folder.</summary>
public sealed class HubModelNameException : HubException
{
    internal HubModelNameException(string model, string message) : base(model, message)
    {
    }
}

/// <summary>The Hub knows no such model, or hides it from this token.</summary>
public sealed class HubModelNotFoundException : HubException
{
    internal HubModelNotFoundException(string model, bool hasToken) : base(model, hasToken
        ? $"The Hub has no model '{model}', or the token in HF_TOKEN may not see it."
        : $"The Hub has no model '{model}'; if it is private, set HF_TOKEN to a token that may read it.")
    {
    }
}

/// <summary>The model has no such branch, tag or commit.</summary>
public sealed class HubRevisionNotFoundException : HubException
{
    internal HubRevisionNotFoundException(string model, string revision)
        : base(model, $"The model '{model}' has no revision '{revision}'.") => Revision = revision;

    /// <summary>The branch, tag or commit asked for.</summary>
    public string Revision { get; }
}

/// <summary>The model lacks files that the caller cannot do without.</summary>
public sealed class HubFileNotFoundException : HubException
{
    internal HubFileNotFoundException(string model, IReadOnlyList<string> files)
        : base(model, $"The model '{model}' has no {string.Join(", ", files.Select(file => $"'{file}'"))}.") => Files = files;

    /// <summary>The missing files' names in the model.</summary>
    public IReadOnlyList<string> Files { get; }
}

/// <summary>The model's owner wants conditions accepted first.</summary>
public sealed class HubGatedException : HubException
{
    internal HubGatedException(string model, Uri page, bool hasToken) : base(model, hasToken
        ? $"The model '{model}' is gated: accept its conditions at {page} with the account that the token in HF_TOKEN belongs to."
        : $"The model '{model}' is gated: accept its conditions at {page} and set HF_TOKEN to a token of that account.") => Page = page;

    /// <summary>The page where the conditions are accepted.</summary>
    public Uri Page { get; }
}

/// <summary>The Hub refuses the token, or the token's rights are too small.</summary>
public sealed class HubUnauthorizedException : HubException
{
    internal HubUnauthorizedException(string model, bool hasToken) : base(model, hasToken
        ? $"The Hub does not accept the token in HF_TOKEN for the model '{model}': it is wrong, has expired, or lacks the right to read the model."
        : $"The Hub wants a token for the model '{model}': set HF_TOKEN.")
    {
    }
}

/// <summary>Requests are switched off, and the cache does not hold the model whole.</summary>
public sealed class HubOfflineException : HubException
{
    internal HubOfflineException(string model)
        : base(model, $"The model '{model}' is not complete in the cache, and HF_HUB_OFFLINE forbids to download it.")
    {
    }
}

/// <summary>The Hub cannot be reached, and the cache does not hold the model whole.</summary>
public sealed class HubUnreachableException : HubException
{
    internal HubUnreachableException(string model, Exception? inner = null)
        : base(model, $"The Hub could not be reached for the model '{model}', which is not complete in the cache.", inner)
    {
    }
}

/// <summary>The Hub answered, but with a failure of its own or with what makes no sense.</summary>
public sealed class HubServerException : HubException
{
    internal HubServerException(string model, string fault, int? status = null, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(model, $"The Hub failed for the model '{model}': {fault}", inner) => (Status, RetryAfter) = (status, retryAfter);

    /// <summary>The HTTP status; null where the answer's content was at fault.</summary>
    public int? Status { get; }

    /// <summary>How long the Hub asked to wait; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>A file's content is not what the Hub had announced. It was removed.</summary>
public sealed class HubIntegrityException : HubException
{
    internal HubIntegrityException(string model, string file, Exception? inner = null)
        : base(model, $"The file '{file}' of the model '{model}' arrived damaged: its content does not match its checksum or its kind.", inner) => File = file;

    /// <summary>The file's name in the model.</summary>
    public string File { get; }
}

/// <summary>The disk of the cache is full, or too small for what would be downloaded.</summary>
public sealed class HubDiskFullException : HubException
{
    internal HubDiskFullException(string model, long? missingBytes, Exception? inner = null) : base(model, missingBytes is { } bytes
        ? $"The disk of the model cache lacks {Math.Max(1, bytes >> 20)} MiB for the model '{model}'."
        : $"The disk of the model cache is full; the model '{model}' could not be stored.", inner) => MissingBytes = missingBytes;

    /// <summary>Bytes to be freed before the download fits; null where the disk ran full on the way.</summary>
    public long? MissingBytes { get; }
}

/// <summary>The cache folder cannot be read or written.</summary>
public sealed class HubCacheException : HubException
{
    internal HubCacheException(string model, Exception inner)
        : base(model, $"The model cache could not be read or written for the model '{model}'.", inner)
    {
    }
}
