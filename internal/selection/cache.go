package selection

import (
	"strings"
	"sync"

	"github.com/caddy-batchtask/caddy-batchtask/internal/edit"
)

// The limits of a Cache. Clients of an installation repeat a few lists, so a small cache is enough, and long lists are not
// worth their memory.
const (
	maxCached      = 256
	maxCachedBytes = 512
)

// Cache caches the results of the function Parse. It is safe for concurrent use.
type Cache struct {
	unselected edit.Verdict

	mu     sync.RWMutex
	parsed map[string]*Node
}

// NewCache returns an empty cache that passes unselected to Parse.
func NewCache(unselected edit.Verdict) *Cache {
	return &Cache{unselected: unselected, parsed: make(map[string]*Node)}
}

// Parse is like the function Parse.
func (c *Cache) Parse(list string) (*Node, error) {
	c.mu.RLock()
	node, ok := c.parsed[list]
	c.mu.RUnlock()
	if ok {
		return node, nil
	}
	node, err := Parse(list, c.unselected)
	if err == nil && len(list) <= maxCachedBytes {
		c.put(strings.Clone(list), node) // don't keep the whole request line alive
	}
	return node, err
}

// put adds a list. If the cache is full, it evicts an arbitrary one.
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
