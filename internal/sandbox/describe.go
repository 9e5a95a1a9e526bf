package sandbox

// describe tells what the call does, as the API does for a GET on the URL of an agent.
func (c *call) describe() string {
	type description struct {
		Name          string
		Description   string
		Method        string
		Path          string
		Parameter     string
		Returns       string
		RequestTypes  []string
		ResponseTypes []string
		BatchTaskInfo any
		States        []string
	}
	stateNames := make([]string, len(states))
	for i, state := range states {
		stateNames[i] = state.name
	}
	return encode(description{
		Name:          c.name,
		Description:   c.about,
		Method:        "POST",
		Path:          agentPath + c.name,
		Parameter:     c.takes,
		Returns:       c.gives,
		RequestTypes:  requestTypes,
		ResponseTypes: responseTypes,
		BatchTaskInfo: properties,
		States:        stateNames,
	})
}
