using System.Collections;
using System.Collections.Immutable;
using System.Reflection;

namespace SwiftDiffusion.Queue.Tests.Payloads;

/// <summary>Makes records in which nothing has its default, whatever properties they have, and compares them property by property.</summary>
internal static class Specimen
{
    /// <summary>Sets every settable property of a record to something else than it has.</summary>
    public static T Of<T>(T standard)
        where T : class
    {
        var copy = (T)typeof(T).GetMethod("<Clone>$")!.Invoke(standard, null)!;
        foreach (var property in Properties(typeof(T)).Where(property => property.CanWrite))
        {
            Assert.True(
                Candidates(property.PropertyType, property.Name).Any(value => !Same(value, property.GetValue(standard)) && TrySet(property, copy, value)),
                $"no valid value for {property}; add one to {nameof(Candidates)}");
        }

        return copy;
    }

    /// <summary>Paths of the properties in which two values differ.</summary>
    public static IEnumerable<string> Differences(object? expected, object? actual, string path)
    {
        if (expected is ReadOnlyMemory<byte> bytes)
            return actual is ReadOnlyMemory<byte> other && bytes.Span.SequenceEqual(other.Span) ? [] : [path];
        if (expected is null || actual is null || expected is string || expected.GetType().Namespace == "System" || expected is Enum)
            return Equals(expected, actual) ? [] : [path];
        if (expected is IEnumerable expectedItems)
        {
            object?[] left = [.. expectedItems.Cast<object?>()], right = [.. ((IEnumerable)actual).Cast<object?>()];
            return left.Length != right.Length ? [path] : left.SelectMany((item, i) => Differences(item, right[i], $"{path}[{i}]"));
        }

        return Properties(expected.GetType()).SelectMany(property => Differences(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}"));
    }

    private static bool Same(object? a, object? b) => !Differences(a, b, "").Any();

    private static IEnumerable<PropertyInfo> Properties(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);

    private static bool TrySet(PropertyInfo property, object target, object? value)
    {
        try
        {
            property.SetValue(target, value);
            return true;
        }
        catch (TargetInvocationException e) when (e.InnerException is ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Values worth trying; a record may refuse some.</summary>
    private static IEnumerable<object?> Candidates(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Reverse();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ImmutableArray<>))
            return [ArrayOf(type.GetGenericArguments()[0], name)];
        return Simple(type, name) ?? Records(type, name);
    }

    private static object[]? Simple(Type type, string name) => type switch
    {
        _ when type == typeof(string) => [$"{name} \"1\" é\n", name],
        _ when type == typeof(int) => [24, 7, 1],
        _ when type == typeof(long) => [(1L << 52) + 1, 5L],
        _ when type == typeof(double) => [0.1 + 0.2, 2.5, 1.0],
        _ when type == typeof(float) => [0.3f, 1f],
        _ when type == typeof(bool) => [true, false],
        _ when type == typeof(TimeSpan) => [TimeSpan.FromTicks(12_345_678_901)],
        _ when type == typeof(DateTimeOffset) => [new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2))],
        _ when type == typeof(Uri) => [new Uri($"http://host/{name}")],
        _ when type == typeof(ReadOnlyMemory<byte>) => [new ReadOnlyMemory<byte>([.. name.Select(c => (byte)c), 0, 255])],
        _ => null,
    };

    private static object ArrayOf(Type element, string name)
    {
        object?[] items = [.. Enumerable.Range(0, 2).Select(i => Candidates(element, $"{name}{i}").First())];
        var typed = Array.CreateInstance(element, items.Length);
        items.CopyTo(typed, 0);
        return typeof(ImmutableArray).GetMethods().Single(method => method.Name == "Create" && method.GetParameters() is [{ ParameterType.IsArray: true }])
            .MakeGenericMethod(element).Invoke(null, [typed])!;
    }

    /// <summary>A record by its longest constructor, or by its settable properties.</summary>
    private static IEnumerable<object?> Records(Type type, string name)
    {
        // A closed family: any of its members will do.
        if (type.IsAbstract)
            return type.GetNestedTypes().Where(nested => nested.IsSubclassOf(type)).SelectMany(nested => Records(nested, name));
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new InvalidOperationException($"{type} has no public constructor; teach {nameof(Specimen)} to make one.");
        return Combine(constructor, name).Select(value => Filled(type, value));
    }

    private static IEnumerable<object> Combine(ConstructorInfo constructor, string name)
    {
        // Candidates of equal place are tried together: enough to come past "end must not be before start".
        object?[][] choices = [.. constructor.GetParameters().Select(parameter => Candidates(parameter.ParameterType, $"{name} {parameter.Name}").ToArray())];
        for (int place = 0; place < Math.Max(1, choices.Select(choice => choice.Length).DefaultIfEmpty().Max()); place++)
        {
            object? made = null;
            try
            {
                made = constructor.Invoke([.. choices.Select(choice => choice[Math.Min(place, choice.Length - 1)])]);
            }
            catch (TargetInvocationException e) when (e.InnerException is ArgumentException)
            {
                // Not this one.
            }

            if (made is not null)
                yield return made;
        }
    }

    private static object Filled(Type type, object record)
    {
        foreach (var property in Properties(type).Where(property => property.CanWrite))
            Assert.True(Candidates(property.PropertyType, property.Name).Any(value => TrySet(property, record, value)), $"no valid value for {property}");
        return record;
    }
}
