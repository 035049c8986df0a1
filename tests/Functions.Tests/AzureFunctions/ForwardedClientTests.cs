using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Speech.Functions.AzureFunctions;

namespace Speech.Functions.Tests.AzureFunctions;

public sealed class ForwardedClientTests
{
    [Theory]
    [InlineData("true", "203.0.113.1", "203.0.113.1")]
    // The client sent the first one.
    [InlineData("true", "198.51.100.7, 203.0.113.1", "203.0.113.1")]
    [InlineData("true", "203.0.113.1:50000", "203.0.113.1")]
    [InlineData("true", "[2001:db8::1]:443", "2001:db8::1")]
    [InlineData("true", "unknown", "127.0.0.1")]
    [InlineData("true", null, "127.0.0.1")]
    [InlineData("false", "203.0.113.1", "127.0.0.1")]
    [InlineData(null, "203.0.113.1", "127.0.0.1")]
    public void The_address_is_the_last_that_the_ingress_names(string? setting, string? header, string expected)
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("ASPNETCORE_FORWARDEDHEADERS_ENABLED", setting)]).Build();
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };
        context.Request.Headers["X-Forwarded-For"] = header;

        new ForwardedClient(settings).ApplyTo(context);

        Assert.Equal(IPAddress.Parse(expected), context.Connection.RemoteIpAddress);
    }
}
