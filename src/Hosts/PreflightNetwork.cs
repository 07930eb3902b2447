using System.Net;
using System.Net.Sockets;
using Portal.Data;
using Portal.GitHub;

namespace Portal.Hosts;

/// <summary>The steps of a preflight that need no answer of the host: its address, its name, the connection.</summary>
public sealed class PreflightNetwork(GitHubTransport transport, TimeProvider time)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>The address by itself.</summary>
    internal PreflightStep Url(GitHubEndpoint endpoint)
    {
        try
        {
            transport.EgressOf(endpoint.Route).RefuseLiteral(new Uri(endpoint.ApiUrl));
            return new PreflightStep(
                PreflightCheck.Url,
                PreflightVerdict.Passed,
                endpoint.ApiUrl.StartsWith(endpoint.WebUrl, StringComparison.Ordinal)
                    ? $"{endpoint.WebUrl}, its API at {endpoint.ApiUrl[endpoint.WebUrl.Length..]}."
                    : $"{endpoint.WebUrl}, its API at {endpoint.ApiUrl}."
            );
        }
        catch (GitHubException refusal)
        {
            return Refused(PreflightCheck.Url, refusal);
        }
    }

    /// <summary>The name of what is connected to: the host, or the proxy.</summary>
    internal async Task<PreflightStep> DnsAsync(
        GitHubEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        var target = Target(endpoint);
        var what = endpoint.Route.ProxyUrl is null
            ? target.Host
            : $"The proxy resolves the host's name. Its own name, {target.Host},";
        if (IPAddress.TryParse(target.Host, out _) && endpoint.Route.ProxyUrl is null)
        {
            return new PreflightStep(
                PreflightCheck.Dns,
                PreflightVerdict.Passed,
                $"{target.Host} is an address: no name has to be resolved."
            );
        }

        var started = time.GetTimestamp();
        using var limit = Limit(cancellationToken);
        try
        {
            var addresses = await transport
                .EgressOf(endpoint.Route)
                .ResolveAsync(target, limit.Token);
            return new PreflightStep(
                PreflightCheck.Dns,
                PreflightVerdict.Passed,
                $"{what} is {string.Join(", ", addresses.AsEnumerable())}.",
                Preflight.Milliseconds(time, started)
            );
        }
        catch (GitHubException refusal)
        {
            return Refused(PreflightCheck.Dns, refusal);
        }
        catch (Exception failure)
            when (failure is SocketException
                || (
                    failure is OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            )
        {
            var peer = endpoint.Route.ProxyUrl is null ? target.Host : $"the proxy {target.Host}";
            return new PreflightStep(
                PreflightCheck.Dns,
                PreflightVerdict.Failed,
                failure is SocketException
                    ? $"The name of {peer} is not known here (DNS)."
                    : $"The DNS did not answer within {s_patience.TotalSeconds} seconds about {peer}.",
                Preflight.Milliseconds(time, started),
                Reason.Unreachable,
                "The name is misspelt, or the DNS that this machine uses does not have it: names of internal servers are often known only inside.",
                Fixer.NetworkTeam
            );
        }
    }

    /// <summary>A connection to the host, or to the proxy.</summary>
    internal async Task<PreflightStep> TcpAsync(
        GitHubEndpoint endpoint,
        CancellationToken cancellationToken
    )
    {
        var target = Target(endpoint);
        var peer =
            $"{(endpoint.Route.ProxyUrl is null ? "" : "the proxy ")}{target.Host} port {target.Port}";
        var started = time.GetTimestamp();
        using var limit = Limit(cancellationToken);
        try
        {
            var egress = transport.EgressOf(endpoint.Route);
            var addresses = await egress.ResolveAsync(target, limit.Token);
            using var socket = await egress.ConnectAsync(addresses, target.Port, limit.Token);
            return new PreflightStep(
                PreflightCheck.Tcp,
                PreflightVerdict.Passed,
                $"{Capital(peer)} accepts connections from {Egress.From(socket)}.",
                Preflight.Milliseconds(time, started)
            );
        }
        catch (GitHubException refusal)
        {
            return refusal.Failure == GitHubFailure.AddressRefused
                ? Refused(PreflightCheck.Tcp, refusal)
                : new PreflightStep(
                    PreflightCheck.Tcp,
                    PreflightVerdict.Failed,
                    refusal.Message,
                    Reason: Reason.Unreachable,
                    Cause: "The source addresses of the network are not those of the machine that the portal runs on.",
                    Fixer: Fixer.You
                );
        }
        catch (SocketException failure)
        {
            return Unconnected(Capital(peer) + Said(failure.SocketErrorCode), Because(failure));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unconnected(
                $"{Capital(peer)} does not answer at all within {s_patience.TotalSeconds} seconds.",
                "A firewall between this machine and the server drops the packets, or the server is off."
            );
        }

        PreflightStep Unconnected(string seen, string cause) =>
            new(
                PreflightCheck.Tcp,
                PreflightVerdict.Failed,
                seen,
                Preflight.Milliseconds(time, started),
                Reason.Unreachable,
                cause,
                Fixer.NetworkTeam
            );
    }

    /// <summary>The names beside the host's own, from which archives come and to which files go.</summary>
    internal async Task<PreflightStep> NamesAsync(
        GitHubEndpoint endpoint,
        HostFlavor flavor,
        CancellationToken cancellationToken
    )
    {
        var origins = HostNames.Of(endpoint.WebUrl).Select(origin => new Uri(origin)).ToList();
        if (endpoint.Route.ProxyUrl is not null || origins.Count == 0)
        {
            return new PreflightStep(
                PreflightCheck.Names,
                PreflightVerdict.Passed,
                origins.Count == 0
                    ? "The host is an address: archives and uploads are served below it."
                    : $"The proxy resolves {Names(origins)} when they are used."
            );
        }

        var found = new List<Uri>();
        var silent = new List<string>();
        foreach (var origin in origins)
        {
            switch (await ReachAsync(endpoint, origin, cancellationToken))
            {
                case true:
                    found.Add(origin);
                    break;
                case false:
                    silent.Add(origin.Host);
                    break;
            }
        }

        if (silent.Count == 0 && (found.Count == origins.Count || (found.Count == 0 && IsServer())))
        {
            return new PreflightStep(
                PreflightCheck.Names,
                PreflightVerdict.Passed,
                found.Count > 0
                    ? $"{Names(origins)} accept connections."
                    : $"{Names(origins)} do not exist, as with every server that does not use subdomain isolation: archives and uploads are served below the host itself."
            );
        }

        var lacking = origins.Except(found).ToList();
        return new PreflightStep(
            PreflightCheck.Names,
            PreflightVerdict.Warning,
            silent.Count > 0
                ? $"{string.Join(" and ", silent)} exist in the DNS and cannot be connected to."
                : $"{Names(lacking)} cannot be resolved.",
            Cause: IsServer()
                ? "With subdomain isolation these names must lead to the server, and be reachable from here. Repositories can be read without them; archives cannot."
                : "A firewall lets only some of GitHub's names through. Repositories can be read without these; archives cannot.",
            Fixer: Fixer.NetworkTeam
        );

        bool IsServer() => flavor == HostFlavor.EnterpriseServer;
    }

    /// <summary>True when it accepts a connection, false when it has an address and does not, null when it has no address.</summary>
    private async Task<bool?> ReachAsync(
        GitHubEndpoint endpoint,
        Uri origin,
        CancellationToken cancellationToken
    )
    {
        var egress = transport.EgressOf(endpoint.Route);
        using var limit = Limit(cancellationToken);
        IPAddress[] addresses;
        try
        {
            addresses = await egress.ResolveAsync(
                new DnsEndPoint(origin.Host, origin.Port),
                limit.Token
            );
        }
        catch (Exception failure) when (failure is SocketException or GitHubException)
        {
            return failure is GitHubException ? false : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        try
        {
            using var socket = await egress.ConnectAsync(addresses, origin.Port, limit.Token);
            return true;
        }
        catch (Exception failure)
            when (failure is SocketException or GitHubException
                || (
                    failure is OperationCanceledException
                    && !cancellationToken.IsCancellationRequested
                )
            )
        {
            return false;
        }
    }

    private static DnsEndPoint Target(GitHubEndpoint endpoint)
    {
        var url = new Uri(endpoint.Route.ProxyUrl ?? endpoint.ApiUrl);
        return new DnsEndPoint(url.IdnHost.Trim('[', ']'), url.Port);
    }

    private static PreflightStep Refused(PreflightCheck check, GitHubException refusal) =>
        new(
            check,
            PreflightVerdict.Failed,
            refusal.Message,
            Reason: Reason.AddressRefused,
            Cause: "The address is not that of a server, or the host's network does not allow it.",
            Fixer: Fixer.You
        );

    private static string Said(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => " refuses the connection.",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable =>
                " cannot be reached: there is no route from this machine.",
            SocketError.TimedOut => " does not answer.",
            _ => $" cannot be connected to ({error}).",
        };

    private static string Because(SocketException failure) =>
        failure.SocketErrorCode == SocketError.ConnectionRefused
            ? "Nothing listens on this port there, or a firewall refuses on its behalf. The port in the address may be wrong."
            : "A firewall or a missing route between this machine and the server.";

    private static CancellationTokenSource Limit(CancellationToken cancellationToken)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        return limit;
    }

    private static string Names(IEnumerable<Uri> origins) =>
        string.Join(" and ", origins.Select(origin => origin.Host));

    private static string Capital(string text) => Words.Capital(text);
}
