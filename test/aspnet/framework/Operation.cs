// JSON Patch as an API would apply it: Newtonsoft.Json binds the operations, and each value by the property's type.
extern alias Newtonsoft12;
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using Newtonsoft12::Newtonsoft.Json.Linq;

namespace AspNet
{
    public class Operation
    {
        public string Op { get; set; }
        public string Path { get; set; }
        public string From { get; set; }
        public object Value { get; set; }

        // Apply returns what a patch sets in an empty record. It ignores test, and copy and move read from the sample whatever
        // an earlier operation has set, so that each operation can be judged independently.
        public static BatchTaskInfo Apply(List<Operation> patch)
        {
            var info = new BatchTaskInfo();
            var stored = Answer.Sample();
            foreach (var operation in patch ?? new List<Operation>())
            {
                var target = Property(operation?.Path);
                switch (operation?.Op?.ToLowerInvariant())
                {
                    case "add":
                    case "replace":
                        Set(info, target, operation.Value);
                        break;
                    case "remove":
                        Set(info, target, null);
                        break;
                    case "copy":
                    case "move":
                        var from = Property(operation.From);
                        Set(info, target, from?.GetValue(stored));
                        if (operation.Op.ToLowerInvariant() == "move")
                            Set(info, from, null);
                        break;
                }
            }
            return info;
        }

        static PropertyInfo Property(string pointer)
        {
            var names = Regex.Replace(pointer ?? "", "^/", "").Split('/').Select(n => n.Replace("~1", "/").Replace("~0", "~")).ToList();
            if (names.Count > 1 && names[0].Equals("BatchTaskInfo", StringComparison.OrdinalIgnoreCase))
                names.RemoveAt(0);
            return typeof(BatchTaskInfo).GetProperties().FirstOrDefault(p => p.Name.Equals(names[0], StringComparison.OrdinalIgnoreCase));
        }

        static void Set(BatchTaskInfo info, PropertyInfo property, object value)
        {
            if (property == null)
                return;
            var type = property.PropertyType;
            if (value == null)
                property.SetValue(info, type.IsValueType ? Activator.CreateInstance(type) : null);
            else
                property.SetValue(info, type.IsInstanceOfType(value) ? value : JToken.FromObject(value).ToObject(type));
        }
    }
}
