using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ConvoWeb.Tests.Unit.Architecture;

/// <summary>
/// Which types of an assembly use which others of it: in signatures, fields, attributes and bodies, as the compiler
/// wrote it down. Nested and generated types count as the type that they are in.
/// </summary>
internal sealed class TypeReferences
{
    private readonly MetadataReader _metadata;
    private readonly Names _names;
    private readonly HashSet<(string From, string To)> _uses = [];

    private TypeReferences(PEReader assembly)
    {
        _metadata = assembly.GetMetadataReader();
        _names = new Names(_metadata);
        Assemblies = [.. _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name))];
        foreach (var handle in _metadata.TypeDefinitions)
        {
            ReadType(assembly, _metadata.GetTypeDefinition(handle), _names.Of(handle));
        }
    }

    public IReadOnlySet<(string From, string To)> Uses => _uses;

    public IReadOnlyList<string> Assemblies { get; }

    public static TypeReferences Of(System.Reflection.Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        return new TypeReferences(file);
    }

    private void ReadType(PEReader assembly, TypeDefinition type, string name)
    {
        Add(name, type.BaseType);
        foreach (var implementation in type.GetInterfaceImplementations())
        {
            Add(name, _metadata.GetInterfaceImplementation(implementation).Interface);
        }

        foreach (var field in type.GetFields())
        {
            Add(name, _metadata.GetFieldDefinition(field).DecodeSignature(_names, null));
        }

        foreach (var attribute in type.GetCustomAttributes())
        {
            Add(name, _metadata.GetCustomAttribute(attribute).Constructor);
        }

        foreach (var parameter in type.GetGenericParameters().SelectMany(handle => _metadata.GetGenericParameter(handle).GetConstraints()))
        {
            Add(name, _metadata.GetGenericParameterConstraint(parameter).Type);
        }

        foreach (var handle in type.GetMethods())
        {
            var method = _metadata.GetMethodDefinition(handle);
            Add(name, method.DecodeSignature(_names, null));
            if (method.RelativeVirtualAddress != 0)
            {
                ReadBody(name, assembly.GetMethodBody(method.RelativeVirtualAddress));
            }
        }
    }

    private void ReadBody(string name, MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil)
        {
            foreach (var local in _metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null))
            {
                Add(name, local);
            }
        }

        foreach (var token in Il.Tokens(body.GetILReader()))
        {
            Add(name, token);
        }
    }

    private void Add(string from, EntityHandle to)
    {
        if (to.IsNil)
        {
            return; // an interface has no base type
        }

        switch (to.Kind)
        {
            case HandleKind.TypeDefinition:
                Add(from, [_names.Of((TypeDefinitionHandle)to)]);
                break;
            case HandleKind.TypeSpecification:
                Add(from, _metadata.GetTypeSpecification((TypeSpecificationHandle)to).DecodeSignature(_names, null));
                break;
            case HandleKind.MethodDefinition:
                var method = _metadata.GetMethodDefinition((MethodDefinitionHandle)to);
                Add(from, [_names.Of(method.GetDeclaringType())]);
                Add(from, method.DecodeSignature(_names, null));
                break;
            case HandleKind.FieldDefinition:
                var field = _metadata.GetFieldDefinition((FieldDefinitionHandle)to);
                Add(from, [_names.Of(field.GetDeclaringType())]);
                break;
            case HandleKind.MemberReference:
                var member = _metadata.GetMemberReference((MemberReferenceHandle)to);
                Add(from, member.Parent);
                Add(from, member.GetKind() is MemberReferenceKind.Field ? member.DecodeFieldSignature(_names, null) : Flat(member.DecodeMethodSignature(_names, null)));
                break;
            case HandleKind.MethodSpecification:
                var specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)to);
                Add(from, specification.Method);
                Add(from, [.. specification.DecodeSignature(_names, null).SelectMany(types => types)]);
                break;
        }
    }

    private void Add(string from, MethodSignature<IReadOnlyList<string>> signature) => Add(from, Flat(signature));

    private void Add(string from, IReadOnlyList<string> types) => _uses.UnionWith(types.Where(to => to != from).Select(to => (from, to)));

    private static IReadOnlyList<string> Flat(MethodSignature<IReadOnlyList<string>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(types => types)];
}
