using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SwiftDiffusion.Repository.Tests;

/// <summary>The measures of one source file, taken from its syntax tree.</summary>
/// <param name="Path">Relative to the root.</param>
/// <param name="Lines">Lines of the file.</param>
/// <param name="Methods">Methods, constructors and operators with bodies, and their lines without documentation.</param>
/// <param name="OpenClasses">Classes that anybody may inherit from.</param>
internal sealed record SourceFile(string Path, int Lines, IReadOnlyList<(string Name, int Lines)> Methods, IReadOnlyList<string> OpenClasses)
{
    public static IReadOnlyList<SourceFile> Product { get; } = [.. RepositoryFiles.ProductSources.Select(Measure)];

    public static IReadOnlyList<SourceFile> All { get; } = [.. RepositoryFiles.Sources.Select(Measure)];

    private static SourceFile Measure(string path)
    {
        string text = RepositoryFiles.Read(path);
        var root = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview)).GetCompilationUnitRoot();
        var methods = root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>().Where(method => method.Body is not null || method.ExpressionBody is not null);
        var types = root.DescendantNodes().OfType<TypeDeclarationSyntax>().Where(type => type.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration);
        return new SourceFile(path, text.Count(c => c == '\n'), [.. methods.Select(method => (Name(method), LineCount(method)))], [.. types.Where(IsOpen).Select(type => type.Identifier.Text)]);
    }

    private static bool IsOpen(TypeDeclarationSyntax type) =>
        !type.Modifiers.Any(SyntaxKind.SealedKeyword) && !type.Modifiers.Any(SyntaxKind.StaticKeyword) && !IsClosedFamily(type);

    /// <summary>Abstract with private constructors: all its cases stand beside it.</summary>
    private static bool IsClosedFamily(TypeDeclarationSyntax type)
    {
        var constructors = type.Members.OfType<ConstructorDeclarationSyntax>().ToArray();
        return type.Modifiers.Any(SyntaxKind.AbstractKeyword) && constructors.Length > 0
            && constructors.All(constructor => constructor.Modifiers.Any(SyntaxKind.PrivateKeyword));
    }

    private static int LineCount(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Name(BaseMethodDeclarationSyntax method)
    {
        string type = method.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.Text ?? "";
        return $"{type}.{(method is MethodDeclarationSyntax named ? named.Identifier.Text : "new")}";
    }
}
