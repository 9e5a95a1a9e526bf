// What the API binds: the request's carrier, and BatchTaskInfo with all documented properties.
extern alias Newtonsoft12;
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Serialization;
using System.Xml.Serialization;
using Newtonsoft12::Newtonsoft.Json;

namespace AspNet
{
    public class Carrier
    {
        public BatchTaskInfo BatchTaskInfo { get; set; }
    }

    public class BatchTaskInfo
    {
        public int Id { get; set; }
        public string Name { get; set; }
        public int AssociateId { get; set; }
        public int DetailsTable { get; set; }
        public int DetailsRecord { get; set; }
        public bool IsSystemTask { get; set; }
        public bool IsInternalTask { get; set; }
        [XmlIgnore] public Dictionary<string, string> ParameterObject { get; set; }
        public DateTime LastStarted { get; set; }
        public DateTime Created { get; set; }
        public int StartCount { get; set; }
        public string DatabaseSerialNumber { get; set; }
        public string Context { get; set; }
        public string Result { get; set; }
        public string State { get; set; }
        public string Description { get; set; }
        public string Response { get; set; }
        public string Request { get; set; }
        public string ProgressDescription { get; set; }
        public int ProgressPercent { get; set; }
        public string FileName { get; set; }
        public CancellationBehaviour CancellationBehaviour { get; set; }
        public TableRight TableRight { get; set; }
        [XmlIgnore] public Dictionary<string, FieldProperty> FieldProperties { get; set; }

        // XmlSerializer does not support dictionaries, so it reads and writes the two as these.
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

    public enum CancellationBehaviour { CanCancel, CancelWithWarning, CannotCancel }

    public class TableRight
    {
        public string Mask { get; set; }
        public string Reason { get; set; }
    }

    public class FieldProperty
    {
        public TableRight FieldRight { get; set; }
        public string FieldType { get; set; }
        public int FieldLength { get; set; }
    }

    public class Entry<T>
    {
        public string Key { get; set; }
        public T Value { get; set; }

        internal static Entry<T>[] From(Dictionary<string, T> dictionary)
        {
            return dictionary?.Select(pair => new Entry<T> { Key = pair.Key, Value = pair.Value }).ToArray();
        }

        internal static Dictionary<string, T> Dictionary(Entry<T>[] entries)
        {
            return entries?.ToDictionary(entry => entry.Key ?? "", entry => entry.Value);
        }
    }
}
