using Speech.Hub.Naming;

namespace Speech.Hub.Download;

/// <summary>One question to the Hub.</summary>
/// <param name="Model">The model it is about.</param>
/// <param name="Method">GET or HEAD.</param>
/// <param name="Address">Absolute address at the endpoint.</param>
/// <param name="From">First byte wanted; 0 for the whole.</param>
/// <param name="StaysHome">A redirect to another origin is not followed: what is asked for is in the headers that come with it.</param>
internal sealed record HubRequest(ModelId Model, HttpMethod Method, Uri Address, long From = 0, bool StaysHome = false);
