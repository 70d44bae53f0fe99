namespace SwiftDiffusion.Gateway.WebUi;

/// <summary>Holds the settings, which are swapped whole. They belong to this gateway and to everybody who uses it.</summary>
internal sealed class WebUiSettingsStore
{
    private volatile WebUiSettings _current = WebUiSettings.Standard;

    public WebUiSettings Current => _current;

    public void Replace(WebUiSettings settings) => _current = settings;
}
