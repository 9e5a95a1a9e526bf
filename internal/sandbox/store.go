package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/caddyserver/caddy/v2"
	"github.com/tidwall/gjson"
	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// lockTimeout is how long to wait for a process that has the database open. A restart may overlap with the end of the
// process before it; anything longer is another process, and waiting would only hide that.
const lockTimeout = time.Second

// maxTask is the largest task that is kept, in bytes.
const maxTask = 4 << 20

var tasksBucket = []byte("tasks")

// A store is the open database, shared by all handlers that name it. A task is kept as the JSON that is answered for it,
// under its id, so that reading one is a copy.
//
// Each update that changes something is synced to disk before it is answered; an update that changes nothing writes
// nothing. The free list is not written along: bbolt rebuilds it when it opens the file.
type store struct {
	db *bbolt.DB
	// exchanges and last outlive a config reload, as the tasks do, but not the process.
	exchanges atomic.Int64
	last      atomic.Pointer[exchange]
}

// openStore opens the file, and fills it with the sample tasks if it is new.
func openStore(path string) (*store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout:        lockTimeout,
		NoFreelistSync: true,
		FreelistType:   bbolt.FreelistMapType,
	})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, errors.New("in use by another process")
	}
	if err != nil {
		return nil, err
	}
	s := &store{db: db}
	if err := s.seed(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// Destruct closes the database; the usage pool calls it when the last handler is gone.
func (s *store) Destruct() error { return s.db.Close() }

// seed puts the sample tasks into a database that has no tasks yet. One that holds something else is not ours to add to.
func (s *store) seed() error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		if tx.Bucket(tasksBucket) != nil {
			return nil
		}
		if name, _ := tx.Cursor().First(); name != nil {
			return errors.New("holds the data of another program")
		}
		bucket, err := tx.CreateBucket(tasksBucket)
		if err != nil {
			return err
		}
		for _, task := range sampleTasks() {
			if err := bucket.Put(taskKey(gjson.Get(task, "Id").Int()), []byte(task)); err != nil {
				return err
			}
		}
		return nil
	})
}

// check reads every task through and reports the first that is none.
func (s *store) check() error {
	return s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(tasksBucket).ForEach(func(key, value []byte) error {
			if task := string(value); len(key) != 8 || checkJSON(task) != nil || !isObject(task) {
				return fmt.Errorf("the entry %x is not a task", key)
			}
			return nil
		})
	})
}

// get returns a task, or false if there is none with this id.
func (s *store) get(id int64) (task string, found bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		value := tx.Bucket(tasksBucket).Get(taskKey(id))
		task, found = string(value), value != nil
		return nil
	})
	return task, found, err
}

// each calls do with every task, in the order of their ids.
func (s *store) each(do func(task string)) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(tasksBucket).ForEach(func(_, value []byte) error {
			do(string(value))
			return nil
		})
	})
}

// update applies a change to a task and returns what it then is, or false if there is none with this id. The change is
// first tried on a reading of the task: most repeated updates change nothing, and so never wait for the write lock.
func (s *store) update(id int64, change func(task string) (string, error)) (task string, found bool, err error) {
	before, found, err := s.get(id)
	if err != nil || !found {
		return "", found, err
	}
	if task, err = changed(before, change); err != nil || task == before {
		return task, true, err
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		bucket, key := tx.Bucket(tasksBucket), taskKey(id)
		if now := string(bucket.Get(key)); now != before {
			if task, err = changed(now, change); err != nil {
				return err
			}
		}
		return bucket.Put(key, []byte(task))
	})
	return task, true, err
}

// changed applies a change and refuses a result that could not be kept or walked.
func changed(task string, change func(string) (string, error)) (string, error) {
	next, err := change(task)
	if err != nil || next == task {
		return next, err
	}
	return next, checkTask(next)
}

// taskKey returns the key of a task. Big-endian keys make bbolt's order that of the ids.
func taskKey(id int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }

var _ caddy.Destructor = (*store)(nil)
