package caddymodule

import (
	"fmt"
	"slices"

	"github.com/caddy-batchtask/caddy-batchtask/internal/batchtask"
	"github.com/caddy-batchtask/caddy-batchtask/internal/names"
)

// doubt is a property in the configuration that SuperOffice does not document: an installation may have it, but more likely
// it is misspelt. As an error it is for the Caddyfile's reader.
type doubt struct{ option, property, nearest string }

func (d doubt) Error() string {
	text := fmt.Sprintf("%s names %q, which SuperOffice does not document", d.option, d.property)
	if d.nearest != "" {
		text += fmt.Sprintf("; did you mean %s?", d.nearest)
	}
	return text
}

// doubts lists the configured properties that are not documented.
func (g *Guard) doubts() (list []doubt) {
	documented := make([]string, batchtask.Properties.Len())
	for i := range documented {
		documented[i] = batchtask.Properties.Name(i)
	}
	var utc []string
	if g.TimeZone != nil {
		utc = g.TimeZone.UTC
	}
	for _, o := range []struct {
		option     string
		properties []string
	}{
		{"identity", []string{g.Identity}}, {"updatable", g.Updatable}, {"date_times", g.DateTimes}, {"timezone utc", utc},
	} {
		for _, property := range o.properties {
			d := doubt{o.option, property, names.Nearest(property, documented...)}
			if property != "" && !batchtask.Properties.HasString(property) && !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	return list
}
