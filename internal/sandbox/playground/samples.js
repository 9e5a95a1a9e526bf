// A sample body for each media type of the operation. Each also tries to change protected properties.

const json = `{
  "BatchTaskInfo": {
    "Id": 975,
    "Name": "Renamed",
    "StartCount": 0,
    "State": "Started",
    "Description": "Export of sales, second attempt"
  }
}`;

const merge = `{
  "Id": 975,
  "Name": null,
  "State": "Failed",
  "Response": null,
  "ParameterObject": {"fileFormat": "xlsx"}
}`;

const patch = `[
  {"op": "test", "path": "/Id", "value": 975},
  {"op": "replace", "path": "/State", "value": "Succeeded"},
  {"op": "replace", "path": "/Name", "value": "Renamed"},
  {"op": "copy", "from": "/FileName", "path": "/Response"}
]`;

const xml = `<BatchTaskInfo>
  <Id>975</Id>
  <Name>Renamed</Name>
  <State>Started</State>
  <Description>Sales &amp; returns</Description>
  <ProgressPercent>50</ProgressPercent>
</BatchTaskInfo>`;

const form = "Id=975&Name=Renamed&State=Started&Description=Sales+%26+returns&StartCount=0";

export const samples = new Map([
	["application/json", json],
	["text/json", json],
	["application/merge-patch+json", merge],
	["application/json-patch+json", patch],
	["application/xml", xml],
	["text/xml", xml],
	["application/x-www-form-urlencoded", form],
]);
