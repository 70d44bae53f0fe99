namespace SwiftDiffusion.EndToEnd.Tests.Browsing;

/// <summary>On what a page is looked at.</summary>
internal sealed record PageLook(string Name, int Width, int Height, bool IsDark, bool IsPhone)
{
    public static readonly PageLook Desktop = new("desktop-light", 1440, 900, IsDark: false, IsPhone: false);
    public static readonly PageLook DarkDesktop = Desktop with { Name = "desktop-dark", IsDark = true };
    public static readonly PageLook Phone = new("phone-light", 390, 844, IsDark: false, IsPhone: true);
    public static readonly PageLook DarkPhone = Phone with { Name = "phone-dark", IsDark = true };

    public static readonly PageLook[] All = [Desktop, DarkDesktop, Phone, DarkPhone];
}
