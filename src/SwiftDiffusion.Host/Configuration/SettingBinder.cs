using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace SwiftDiffusion.Host.Configuration;

/// <summary>
/// Fills option classes from the sources, and remembers each setting with its source and every problem: a value that cannot be read, one out of its bounds, a
/// name that is no setting. Main path of a class: (1) its plain settings, (2) its lists, (3) its parts, (4) its bounds.
/// </summary>
internal sealed class SettingBinder(SettingSources sources)
{
    private readonly List<Setting> _settings = [];
    private readonly List<string> _problems = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _open = [];

    /// <summary>Every setting seen so far.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>Everything that is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Fills the options of a section.</summary>
    public T Bind<T>(string section)
        where T : new()
    {
        var options = new T();
        Fill(section, options);
        return options;
    }

    public void Report(string problem) => _problems.Add(problem);

    /// <summary>Names below these sections that no class has: most likely misspelt.</summary>
    /// <param name="foreign">Sections that others read.</param>
    public void RejectUnknown(IReadOnlyCollection<string> foreign)
    {
        foreach (var (name, source) in sources.Names().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            // Variables without a section are none of ours: container platforms set SWIFTDIFFUSION_PORT for a service of that name.
            bool isOurs = name.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal) && !foreign.Contains(name.Split(':')[0], StringComparer.OrdinalIgnoreCase);
            if (isOurs && !_known.Contains(name) && !_open.Any(list => name.StartsWith($"{list}:", StringComparison.OrdinalIgnoreCase)))
                _problems.Add($"{name} ({source}) is no setting; 'swiftdiffusion serve --print-config' lists them all.");
        }
    }

    private void Fill(string path, object options)
    {
        int before = _problems.Count;
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            Fill($"{path}:{property.Name}", options, property);

        // 4. Bounds; of values that could not be read nothing more is said.
        if (_problems.Count == before)
            Check(path, options);
    }

    private void Fill(string name, object options, PropertyInfo property)
    {
        var type = property.PropertyType;
        if (IsPlain(type))
        {
            // 1. Plain; what is computed from others has no setter.
            if (property.SetMethod is { IsPublic: true })
                FillPlain(name, options, property);
        }
        else if (type == typeof(IList<string>))
        {
            // 2. Lists.
            FillList(name, (IList<string>)property.GetValue(options)!);
        }
        else if (typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            ShowEntries(name);
        }
        else if (property.SetMethod is { IsPublic: true })
        {
            // 3. Parts: one that is absent comes into being with its first setting.
            object? part = property.GetValue(options);
            if (part is null && sources.HasAny(name))
                property.SetValue(options, part = Activator.CreateInstance(type)!);
            if (part is not null)
                Fill(name, part);
            else
                ShowAbsent(name, type);
        }
    }

    private void FillPlain(string name, object options, PropertyInfo property)
    {
        _known.Add(name);
        var (text, source) = sources.Find(name);
        if (text is not null)
        {
            try
            {
                property.SetValue(options, Convert(text, property.PropertyType));
            }
            catch (Exception e) when (e is FormatException or ArgumentException or NotSupportedException)
            {
                _problems.Add($"{name} is '{Secrets.Hide(name, text)}' ({source}); expected {Expected(property.PropertyType)}.");
            }
        }

        Remember(name, property.GetValue(options), source);
    }

    private void FillList(string name, IList<string> list)
    {
        _known.Add(name);
        _open.Add(name);
        var (entries, source) = sources.FindList(name);
        foreach (string entry in entries ?? [])
            list.Add(entry);
        Remember(name, string.Join(';', list), source);
    }

    /// <summary>A list of records is filled by whoever owns it; here its entries are only shown.</summary>
    private void ShowEntries(string name)
    {
        _open.Add(name);
        foreach (var (entry, source) in sources.Names().Where(entry => entry.Name.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase)).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            Remember(entry, sources.Find(entry).Text, source);
    }

    private void ShowAbsent(string name, Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => IsPlain(property.PropertyType)))
        {
            _known.Add($"{name}:{property.Name}");
            Remember($"{name}:{property.Name}", null, "default");
        }
    }

    private void Check(string path, object options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        _problems.AddRange(results.Select(result => $"{path}: {result.ErrorMessage}"));
    }

    private void Remember(string name, object? value, string source) =>
        _settings.Add(new Setting(name, Secrets.Hide(name, System.Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""), source));

    private static bool IsPlain(Type type) => type == typeof(string) || type == typeof(Uri) || (Nullable.GetUnderlyingType(type) ?? type).IsValueType;

    /// <summary>An empty text stands for none where there may be none, so that a variable can take a value of the file back.</summary>
    private static object? Convert(string text, Type type)
    {
        bool mayBeNone = Nullable.GetUnderlyingType(type) is not null || type == typeof(Uri);
        if (mayBeNone && text.Length == 0)
            return null;
        if (type == typeof(Uri))
            return new Uri(text, UriKind.RelativeOrAbsolute);
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        object? value = TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(text);
        // The converter of enums takes any number.
        return plain.IsEnum && !Enum.IsDefined(plain, value!) ? throw new FormatException(text) : value;
    }

    private static string Expected(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } words => string.Join(" or ", Enum.GetNames(words)),
        var plain when plain == typeof(TimeSpan) => "a duration such as 00:00:30",
        var plain when plain == typeof(bool) => "true or false",
        var plain when plain == typeof(Uri) => "an address",
        var plain when plain == typeof(double) => "a number",
        _ => "a whole number within its type",
    };
}
