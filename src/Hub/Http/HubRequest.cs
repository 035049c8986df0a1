using Speech.Hub.Naming;

namespace Speech.Hub.Http;

/// <summary>One request to the Hub.</summary>
/// <param name="Model">The model that the request is about.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Url">Absolute URL on the endpoint.</param>
/// <param name="FirstByte">Start of the requested range; 0 for the whole content.</param>
/// <param name="SameOriginOnly">
/// Whether a redirect to another origin is returned instead of followed: the information is in the headers of the redirect.
/// </param>
internal sealed record HubRequest(ModelId Model, HttpMethod Method, Uri Url, long FirstByte = 0, bool SameOriginOnly = false);
