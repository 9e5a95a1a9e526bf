// The same class with properties of type object, so that whatever a formatter reads is kept. The serializers choose the type.
namespace AspNet.Loose
{
    public class Carrier
    {
        public BatchTaskInfo BatchTaskInfo { get; set; }
    }

    public class BatchTaskInfo
    {
        public object Id { get; set; }
        public object Name { get; set; }
        public object AssociateId { get; set; }
        public object DetailsTable { get; set; }
        public object DetailsRecord { get; set; }
        public object IsSystemTask { get; set; }
        public object IsInternalTask { get; set; }
        public object ParameterObject { get; set; }
        public object LastStarted { get; set; }
        public object Created { get; set; }
        public object StartCount { get; set; }
        public object DatabaseSerialNumber { get; set; }
        public object Context { get; set; }
        public object Result { get; set; }
        public object State { get; set; }
        public object Description { get; set; }
        public object Response { get; set; }
        public object Request { get; set; }
        public object ProgressDescription { get; set; }
        public object ProgressPercent { get; set; }
        public object FileName { get; set; }
        public object CancellationBehaviour { get; set; }
        public object TableRight { get; set; }
        public object FieldProperties { get; set; }
    }
}
