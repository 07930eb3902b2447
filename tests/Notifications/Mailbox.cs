using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using Portal.Tests.Harness;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using Stranger = SmtpServer.SmtpServer;

namespace Portal.Tests.Notifications;

/// <summary>A mail server that others wrote, on this machine: what it took stands in <see cref="Mails"/>.</summary>
internal sealed class Mailbox : IAsyncDisposable
{
    public const string User = "portal";
    public const string Password = "a password of the mail server";

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;

    /// <param name="certificate">It offers STARTTLS with this, and then takes mail only from who signs in.</param>
    public Mailbox(X509Certificate2? certificate = null)
    {
        Port = PortalProcess.FreePort();
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port));
                if (certificate is not null)
                {
                    endpoint.Certificate(certificate).AuthenticationRequired();
                }
            })
            .Build();
        var services = new ServiceProvider();
        services.Add(new Store(this));
        services.Add((IUserAuthenticatorFactory)new Door(this));
        _run = new Stranger(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; }

    public ConcurrentQueue<MimeMessage> Mails { get; } = new();

    /// <summary>Who tried to sign in.</summary>
    public ConcurrentQueue<string> SignIns { get; } = new();

    /// <summary>It refuses all mail.</summary>
    public bool IsFull { get; set; }

    public Task<MimeMessage> SeenAsync(Func<MimeMessage, bool> wanted) =>
        Until.SeenAsync(
            () => Task.FromResult(Mails.FirstOrDefault(wanted)),
            seen => seen is not null
        )!;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _run;
        }
        catch (OperationCanceledException)
        {
            // That was the wish.
        }

        _stop.Dispose();
    }

    private sealed class Store(Mailbox mailbox) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            System.Buffers.ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            if (mailbox.IsFull)
            {
                return new SmtpResponse(SmtpReplyCode.SizeLimitExceeded, "the mailbox is full");
            }

            using var bytes = new MemoryStream(System.Buffers.BuffersExtensions.ToArray(buffer));
            mailbox.Mails.Enqueue(await MimeMessage.LoadAsync(bytes, cancellationToken));
            return SmtpResponse.Ok;
        }
    }

    private sealed class Door(Mailbox mailbox) : IUserAuthenticator, IUserAuthenticatorFactory
    {
        public IUserAuthenticator CreateInstance(ISessionContext context) => this;

        public Task<bool> AuthenticateAsync(
            ISessionContext context,
            string user,
            string password,
            CancellationToken cancellationToken
        )
        {
            mailbox.SignIns.Enqueue(user);
            return Task.FromResult((user, password) == (User, Password));
        }
    }
}
