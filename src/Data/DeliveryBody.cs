using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Data;

/// <summary>How a payload is kept.</summary>
public enum BodyEncoding
{
    /// <summary>As it is.</summary>
    Plain,

    /// <summary>As earlier versions kept it. https://www.rfc-editor.org/rfc/rfc7932</summary>
    Brotli,

    /// <summary>https://github.com/google/snappy/blob/main/format_description.txt</summary>
    Snappy,
}

/// <summary>What a delivery brought.</summary>
public sealed class DeliveryBody
{
    public long DeliveryId { get; init; }

    /// <summary>The headers that tell where it came from, one a line as "Name: value"; the signature is not among them.</summary>
    public string Headers { get; init; } = "";

    /// <summary>The JSON of the payload, also where it came in a form; kept as <see cref="Encoding"/> says.</summary>
    public required byte[] Bytes { get; init; }
    public required BodyEncoding Encoding { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<DeliveryBody>
    {
        public void Configure(EntityTypeBuilder<DeliveryBody> builder)
        {
            builder.HasKey(body => body.DeliveryId);
            builder.Property(body => body.DeliveryId).ValueGeneratedNever();
            builder
                .HasOne<Delivery>()
                .WithOne(delivery => delivery.Body)
                .HasForeignKey<DeliveryBody>(body => body.DeliveryId);
        }
    }
}
