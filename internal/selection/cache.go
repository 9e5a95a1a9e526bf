package selection

import (
	"strings"
	"sync"

	"github.com/caddy-batchtask/caddy-batchtask/internal/rewrite"
)

// The bounds of a Cache. An installation's clients repeat a few lists, so the cache is small, and a list that is not
// short is not worth its memory.
const (
	maxCached      = 256
	maxCachedBytes = 512
)

// Cache parses lists of paths as Parse does and remembers what it has parsed. It is safe for concurrent use.
type Cache struct {
	unselected rewrite.Verdict

	mu     sync.RWMutex
	parsed map[string]*Node
}

// NewCache returns an empty cache; unselected is as with Parse.
func NewCache(unselected rewrite.Verdict) *Cache {
	return &Cache{unselected: unselected, parsed: make(map[string]*Node)}
}

// Parse is as the function of that name.
func (c *Cache) Parse(list string) (*Node, error) {
	c.mu.RLock()
	node, ok := c.parsed[list]
	c.mu.RUnlock()
	if ok {
		return node, nil
	}
	node, err := Parse(list, c.unselected)
	if err == nil && len(list) <= maxCachedBytes {
		c.put(strings.Clone(list), node) // the list may be a part of a whole request line
	}
	return node, err
}

// put remembers a list; in a full cache it takes the place of any other.
func (c *Cache) put(list string, node *Node) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.parsed) >= maxCached {
		for other := range c.parsed {
			delete(c.parsed, other)
			break
		}
	}
	c.parsed[list] = node
}
