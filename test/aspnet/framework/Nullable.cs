// The class as declared by a client that expects nulls: every property is nullable.
extern alias Newtonsoft12;
using System;
using System.Collections.Generic;
using System.Runtime.Serialization;
using System.Xml.Serialization;
using Newtonsoft12::Newtonsoft.Json;

// All classes are in the same XML namespace.
[assembly: ContractNamespace("http://api.example.com/", ClrNamespace = "AspNet")]
[assembly: ContractNamespace("http://api.example.com/", ClrNamespace = "AspNet.Loose")]
[assembly: ContractNamespace("http://api.example.com/", ClrNamespace = "AspNet.Nullable")]

namespace AspNet.Nullable
{
    public class BatchTaskInfo
    {
        public int? Id { get; set; }
        public string Name { get; set; }
        public int? AssociateId { get; set; }
        public int? DetailsTable { get; set; }
        public int? DetailsRecord { get; set; }
        public bool? IsSystemTask { get; set; }
        public bool? IsInternalTask { get; set; }
        [XmlIgnore] public Dictionary<string, string> ParameterObject { get; set; }
        public DateTime? LastStarted { get; set; }
        public DateTime? Created { get; set; }
        public int? StartCount { get; set; }
        public string DatabaseSerialNumber { get; set; }
        public string Context { get; set; }
        public string Result { get; set; }
        public string State { get; set; }
        public string Description { get; set; }
        public string Response { get; set; }
        public string Request { get; set; }
        public string ProgressDescription { get; set; }
        public int? ProgressPercent { get; set; }
        public string FileName { get; set; }
        public CancellationBehaviour? CancellationBehaviour { get; set; }
        public TableRight TableRight { get; set; }
        [XmlIgnore] public Dictionary<string, FieldProperty> FieldProperties { get; set; }

        [XmlArray("ParameterObject"), XmlArrayItem("Entry"), IgnoreDataMember, JsonIgnore]
        public Entry<string>[] ParameterEntries
        {
            get { return Entry<string>.From(ParameterObject); }
            set { ParameterObject = Entry<string>.Dictionary(value); }
        }

        [XmlArray("FieldProperties"), XmlArrayItem("Entry"), IgnoreDataMember, JsonIgnore]
        public Entry<FieldProperty>[] FieldEntries
        {
            get { return Entry<FieldProperty>.From(FieldProperties); }
            set { FieldProperties = Entry<FieldProperty>.Dictionary(value); }
        }
    }

    public class FieldProperty
    {
        public TableRight FieldRight { get; set; }
        public string FieldType { get; set; }
        public int? FieldLength { get; set; }
    }
}
