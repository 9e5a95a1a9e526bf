package aspnet

import "strings"

// The namespaces that DataContractSerializer and XmlSerializer use.
const (
	contractNamespace = ` xmlns="http://api.example.com/"`
	schemaInstance    = ` xmlns:i="http://www.w3.org/2001/XMLSchema-instance" xmlns:s="http://www.w3.org/2001/XMLSchema"`
	serialization     = ` xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/"`
	arrays            = ` xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays"`
)

// xmlContents lists contents of an element, and texts that some parser accepts as one.
var xmlContents = []string{
	`S`, ``, ` S `, "\n\tS\r\n", `<![CDATA[S]]>`, `<![CDATA[]]>`, `S<![CDATA[<]]>T`, `<![CDATA[S]]><![CDATA[T]]>`, `]]>`, `<![CDATA[S]]`, `<![cdata[S]]>`,
	`&lt;&gt;&amp;&quot;&apos;`, `&#83;`, `&#x53;`, `&#X53;`, `&#0;`, `&#xFFFE;`, `&#xD800;`, `&#x10FFFF;`, `&#x110000;`, `&nbsp;`, `&S;`, `&`, `&amp`, `&#;`, `&#x;`,
	`<!---->S`, `S<!--x-->T`, `<!--x-->`, `<!-- -- -->S`, `<!--x--->S`, `<!-- <Name>EVIL</Name> -->S`, `<?p x?>S`, `S<?p x?>T`, `<?xml version="1.0"?>S`, `<?p?>`, `<? p?>`, `<?p`,
	`<x>S</x>`, `<x/>`, `<x/>S`, `S<x/>`, `<x>S</x><Name>EVIL</Name>`, `<x>S</x><AssociateId>1</AssociateId>`, `<x><y>S</y><Name>EVIL</Name></x>`, `<x/><Name>EVIL</Name>`,
	`<Name>EVIL</Name>`, `S<Name>EVIL</Name>`, `<State>S</State><Name>EVIL</Name>`, `<BatchTaskInfo><Name>EVIL</Name></BatchTaskInfo>`, `<a:x xmlns:a="u">S</a:x><Name>EVIL</Name>`,
	`<!--x--><x>S</x><Name>EVIL</Name>`, `<?p?><x>S</x><Name>EVIL</Name>`, `<![CDATA[S]]><x>S</x><Name>EVIL</Name>`, ` <x>S</x> <Name>EVIL</Name> `,
	"\x00", "\x01", "\x0b", "\x0c", "\x1f", "\x7f", "\u0085", "\u2028", "\ufeff", "\ufffe", "\uffff", "\xff", "\xc0\x80", "\xed\xa0\x80", "\U0001F600", "é",
	`7`, `-7`, ` 7 `, `7.0`, `+7`, `07`, `0x7`, `2147483648`, `true`, `TRUE`, `1`, `2018-12-24T12:34:45Z`, `INF`, `NaN`, `<7`, `</State>`, `<`, `>`, `</x>`, `<State>`,
	`<a:KeyValueOfstringstring` + arrays + `><a:Key>k</a:Key><a:Value>v</a:Value></a:KeyValueOfstringstring>`,
	`<a:KeyValueOfstringstring` + arrays + `><a:Key>k</a:Key><a:Value><Name>EVIL</Name></a:Value></a:KeyValueOfstringstring>`,
	`<Entry><Key>k</Key><Value>v</Value></Entry>`, `<Entry><Key>k</Key><Value><x>v</x><Name>EVIL</Name></Value></Entry>`, `<Entry><Key><x>k</x><Name>EVIL</Name></Key></Entry>`,
	`<Entry><x/></Entry><Entry/>`, `<Mask>m</Mask><Reason>r</Reason>`, `<Mask><x>m</x><Reason>EVIL</Reason></Mask>`,
	strings.Repeat("<x>", 70) + strings.Repeat("</x>", 70), strings.Repeat("S", 9000), strings.Repeat("<x/>", 300),
}

// xmlAttributes lists attributes for a start tag.
var xmlAttributes = []string{
	` i:nil="true"`, ` i:nil="1"`, ` i:nil="false"`, ` i:nil=" true "`, ` i:type="s:string"`, ` i:type="s:int"`, ` i:type="s:anyType"`, ` i:type="BatchTaskInfo"`, ` i:type="Loose"`,
	` i:type="u:x" xmlns:u="u"`, ` z:Id="i1"`, ` z:Ref="i1"`, ` z:Id="i1" z:Ref="i1"`, ` z:Type="System.String" z:Assembly="0"`, ` z:FactoryType="x"`, ` z:Size="2"`,
	` id="i1"`, ` href="#i1"`, ` xml:space="preserve"`, ` xml:lang="no"`, ` xml:base="u"`, ` xmlns="u"`, ` xmlns=""`, ` xmlns:u="u"`, ` Name="EVIL"`, ` State="S"`, ` u:Name="EVIL" xmlns:u="u"`,
	` x="a&lt;b"`, ` x="a&#10;b"`, ` x='"'`, ` x="1" x="2"`, ` x`, ` x=1`, ` x="<"`, ` x="&"`, ` xmlns:xml="u"`, ` xmlns:xmlns="u"`, ` u:x="1"`, ` :x="1"`, ` i:nil="true" i:nil="false"`,
	` xmlns:i="u" i:nil="true"`, ` xmlns:a="u" xmlns:b="u" a:x="1" b:x="2"`,
}

// xmlFrames lists documents. $ is replaced by a content, and @ by attributes.
var xmlFrames = []string{
	`<Carrier~><BatchTaskInfo><State@>$</State></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo><AssociateId>1</AssociateId><Description>D</Description><Id@>$</Id><Name>EVIL</Name></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo><Description>D</Description><Name@>$</Name><State>S</State></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo><FieldProperties@>$</FieldProperties><Request>R</Request></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo><Name>EVIL</Name><ParameterObject@>$</ParameterObject><State>S</State></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo><State>S</State><TableRight@>$</TableRight></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo@>$<State>S</State></BatchTaskInfo></Carrier>`,
	`<Carrier~@>$<BatchTaskInfo><State>S</State></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo><State>S</State></BatchTaskInfo>$</Carrier>`,
	`<BatchTaskInfo~><Name>EVIL</Name><State@>$</State></BatchTaskInfo>`,
	`<BatchTaskInfo~><State@>S</State>$</BatchTaskInfo>`,
	`<BatchTaskInfo~><State z:Id="i1">S</State><Response z:Ref="i1"/><Request@>$</Request></BatchTaskInfo>`,
	`$<BatchTaskInfo~@><State>S</State></BatchTaskInfo>`,
	`<BatchTaskInfo~@><State>S</State></BatchTaskInfo>$`,
}

// xmlDocuments lists complete documents with an unusual beginning or unusual names. ~ is replaced by namespaces.
var xmlDocuments = []string{
	``, ` `, "\ufeff", "\ufeff<BatchTaskInfo~><State>S</State></BatchTaskInfo>", ` <?xml version="1.0"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`,
	`<?xml version="1.0"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<?xml version="1.1"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<?xml version='1.0' encoding='UTF-8' standalone='yes'?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`,
	`<?xml version="1.0" encoding="utf-16"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<?xml version="1.0" encoding="iso-8859-1"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`,
	`<?xml version="1.0" encoding="windows-1252"?><BatchTaskInfo~><State>é</State></BatchTaskInfo>`, `<?xml version="1.0" encoding="utf-7"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`,
	`<?xml encoding="utf-8"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<?XML version="1.0"?><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<?xml version="2.0"?><BatchTaskInfo~/>`,
	`<!DOCTYPE BatchTaskInfo><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<!DOCTYPE x [<!ENTITY e "<Name>EVIL</Name>">]><BatchTaskInfo~>&e;<State>S</State></BatchTaskInfo>`,
	`<!DOCTYPE BatchTaskInfo [<!ATTLIST State x CDATA "1">]><BatchTaskInfo~><State>S</State></BatchTaskInfo>`, `<!--x--><BatchTaskInfo~><State>S</State></BatchTaskInfo><!--x-->`,
	`<?p?><BatchTaskInfo~><State>S</State></BatchTaskInfo><?p?>`, `<BatchTaskInfo~><State>S</State></BatchTaskInfo><BatchTaskInfo/>`, `<BatchTaskInfo~><State>S</State></BatchTaskInfo>x`,
	`<c:Carrier xmlns:c="http://api.example.com/"><c:BatchTaskInfo><c:Name>EVIL</c:Name><c:State>S</c:State></c:BatchTaskInfo></c:Carrier>`,
	`<c:BatchTaskInfo xmlns:c="http://api.example.com/"><Name>EVIL</Name><c:State>S</c:State><State>T</State></c:BatchTaskInfo>`,
	`<BatchTaskInfo~><state>S</state><STATE>T</STATE></BatchTaskInfo>`, `<BatchTaskInfo~><State>S</State><State>T</State></BatchTaskInfo>`, `<BatchTaskInfo~><name>EVIL</name><State>S</State></BatchTaskInfo>`,
	`<batchtaskinfo~><State>S</State></batchtaskinfo>`, `<Carrier~><batchTaskInfo><State>S</State></batchTaskInfo></Carrier>`, `<Carrier~><BatchTaskInfo><State>S</State></BatchTaskInfo><BatchTaskInfo><Name>EVIL</Name></BatchTaskInfo></Carrier>`,
	`<Carrier~><State>S</State></Carrier>`, `<Carrier~><x><BatchTaskInfo><State>S</State></BatchTaskInfo></x></Carrier>`, `<Carrier~><x/><BatchTaskInfo><State>S</State></BatchTaskInfo></Carrier>`,
	`<BatchTaskInfo~><BatchTaskInfo><State>S</State></BatchTaskInfo></BatchTaskInfo>`, `<ArrayOfBatchTaskInfo~><BatchTaskInfo><State>S</State></BatchTaskInfo></ArrayOfBatchTaskInfo>`,
	`<BatchTaskInfo~><State>S</state></BatchTaskInfo>`, `<BatchTaskInfo~><State>S</State ></BatchTaskInfo >`, "<BatchTaskInfo~\n><State\t>S</State\r></BatchTaskInfo>", `< BatchTaskInfo~><State>S</State></BatchTaskInfo>`,
	`<BatchTaskInfo~><State>S</ State></BatchTaskInfo>`, `<BatchTaskInfo~><St&#97;te>S</State></BatchTaskInfo>`, `<BatchTaskInfo~><ſtate>S</ſtate></BatchTaskInfo>`, `<BatchTaskInfo~><State.x>S</State.x><_x0053_tate>S</_x0053_tate></BatchTaskInfo>`,
	`<BatchTaskInfo~><TableRight/><State>S</State><Name>EVIL</Name><Description>D</Description></BatchTaskInfo>`, `<BatchTaskInfo~ z:Id="i1"><State>S</State></BatchTaskInfo>`,
	`<Carrier~ z:Id="i1"><BatchTaskInfo z:Ref="i1"/></Carrier>`, `<Carrier~><BatchTaskInfo z:Id="i2"><Name z:Id="i3">EVIL</Name><State z:Ref="i3"/></BatchTaskInfo></Carrier>`,
	`<Carrier~><BatchTaskInfo i:type="BatchTaskInfo"><State>S</State></BatchTaskInfo></Carrier>`, `<BatchTaskInfo~ i:nil="true"><State>S</State></BatchTaskInfo>`, `<Carrier~ i:nil="true"/>`,
	`<s:Envelope xmlns:s="u"><s:Body><Carrier~><BatchTaskInfo><State>S</State></BatchTaskInfo></Carrier></s:Body></s:Envelope>`, `<BatchTaskInfo~`, `<BatchTaskInfo~>`, `<BatchTaskInfo~/>`, `BatchTaskInfo`, `{}`,
}

var xmlVariants = []string{"default", "types", "bare", "bare-types", "loose", "loose-types"}

var xmlTypes = []string{mediaXML, "text/xml", "application/xml; charset=utf-8", `text/xml;charset="UTF-8"`, "Application/XML"}

// xmlNamespaces lists the declarations that each serializer needs on the root.
var xmlNamespaces = []string{contractNamespace + schemaInstance + serialization, schemaInstance + serialization}

func xmlInputs() []string {
	documents := append([]string(nil), xmlDocuments...)
	for _, frame := range xmlFrames {
		for _, content := range xmlContents {
			documents = append(documents, strings.NewReplacer("$", content, "@", "").Replace(frame))
		}
		for _, attributes := range xmlAttributes {
			documents = append(documents, strings.NewReplacer("$", "<x>S</x>", "@", attributes).Replace(frame), strings.NewReplacer("$", "S", "@", attributes).Replace(frame))
		}
	}
	var all []string
	for _, document := range documents {
		for _, namespaces := range xmlNamespaces {
			all = append(all, strings.Replace(document, "~", namespaces, 1))
		}
	}
	return all
}
