package caddymodule

import "testing"

func TestStripForm(t *testing.T) {
	s := startSite(t, "")
	s.strips(t, "application/x-www-form-urlencoded", []strip{
		{"bare keys", "Id=1&State=Started&Name=n", "Id=1&State=Started", "Name"},
		{"keys with a point", "BatchTaskInfo.Id=1&BatchTaskInfo.State=a&BatchTaskInfo.Name=n", "BatchTaskInfo.Id=1&BatchTaskInfo.State=a", "Name"},
		{"keys in brackets", "BatchTaskInfo[Id]=1&BatchTaskInfo[State]=a&BatchTaskInfo[Name]=n", "BatchTaskInfo[Id]=1&BatchTaskInfo[State]=a", "Name"},
		{"any case", "iD=1&BATCHTASKINFO.sTATE=a&batchtaskinfo[REQUEST]=b&nAME=n", "iD=1&BATCHTASKINFO.sTATE=a&batchtaskinfo[REQUEST]=b", "nAME"},
		{"encoded keys", "%49d=1&%53tate=a&BatchTaskInfo%5BRequest%5d=b&BatchTaskInfo%2ename=n", "%49d=1&%53tate=a&BatchTaskInfo%5BRequest%5d=b", "name"},
		{"bytes kept", "State=a+b%20%c3%a6%26=&Description=%3B%25+&Id=", "State=a+b%20%c3%a6%26=&Description=%3B%25+&Id=", ""},
		{"order", "Response=1&x=2&Id=3&y=4&Description=5&z=6", "Response=1&Id=3&Description=5", "x, y, z"},
		{"nothing is left", "Name=n&x=y", "", "Name, x"},
		{"keys alone", "State&Name&Id=", "State&Id=", "Name"},
		{"a value with =", "State==a=b", "State==a=b", ""},
		{"deeper keys", "BatchTaskInfo[State][x]=1&BatchTaskInfo.State.x=2&State.y=3&State[]=4&Id=1", "Id=1", "State.x, State.y, +2"},
		{"half a bracket", "BatchTaskInfo[State=1&BatchTaskInfoState=2&BatchTaskInfo.=3&BatchTaskInfo[]=4&BatchTaskInfo=5&Id=1", "Id=1", "BatchTaskInfoState, BatchTaskInfo., BatchTaskInfo, +2"},
		{"a blank in the key", "State+=1&+State=2&Id=1", "Id=1", "+2"},
		{"a NUL in the key", "State%00=1&Id=1", "Id=1", "+1"},
		{"a long s is no s", "%C5%BFtate=1&Id=1", "Id=1", "+1"},
		{"not UTF-8 in a value", "State=%ff\xfe&Id=1", "State=%ff\xfe&Id=1", ""},
	})
}

func TestStripFormRefuses(t *testing.T) {
	s := startSite(t, "")
	const bad, twice = "malformed-body", "duplicate-property"
	s.refuses(t, "application/x-www-form-urlencoded", []wrong{
		{"a bare %", "State=100%", bad}, {"a short one", "State=%2", bad}, {"no digits", "State=%zz", bad}, {"in a key", "%zz=1", bad},
		{"in what is stripped", "Name=%u0041", bad}, {"after what is stripped", "Name=n&State=%a", bad},
		{"a semicolon", "State=a;Name=n", bad},
		{"twice", "State=a&State=b", twice}, {"twice, in another case", "State=a&sTATE=b", twice},
		{"twice, encoded", "State=a&%53tate=b", twice}, {"twice, in two shapes", "State=a&BatchTaskInfo.State=b", twice},
		{"twice, in two other shapes", "BatchTaskInfo%5BId%5D=1&batchTaskInfo.id=1", twice},
		{"twice, what is stripped", "Name=a&BatchTaskInfo[name]=b", twice},
	})
}
