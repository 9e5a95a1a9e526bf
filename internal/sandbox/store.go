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

// lockTimeout is how long to wait for another process to close the database. On a restart the old process may still be
// exiting; a longer wait would only hide that another one is using the file.
const lockTimeout = time.Second

// maxTask limits the size of a stored task, in bytes.
const maxTask = 4 << 20

var tasksBucket = []byte("tasks")

// A store is an open database, shared by all handlers that use its file. Each task is stored under its id, as the JSON of
// its response.
//
// An update that changes a task is synced to disk before the response; one that changes nothing writes nothing. The free
// list is not synced, because bbolt rebuilds it when it opens the file.
type store struct {
	db *bbolt.DB
	// exchanges and last survive a config reload, but not a restart.
	exchanges atomic.Int64
	last      atomic.Pointer[exchange]
}

// openStore opens the database, creating it with the sample tasks if it does not exist.
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
		return nil, errLocked
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

// Destruct closes the database. The usage pool calls it once the last handler has released it.
func (s *store) Destruct() error { return s.db.Close() }

// seed adds the sample tasks to an empty database. It refuses a database that belongs to another program.
func (s *store) seed() error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		if tx.Bucket(tasksBucket) != nil {
			return nil
		}
		if name, _ := tx.Cursor().First(); name != nil {
			return errors.New("file contains data of another program")
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

// check returns an error for the first entry that is not a task.
func (s *store) check() error {
	return s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(tasksBucket).ForEach(func(key, value []byte) error {
			if task := string(value); len(key) != 8 || checkJSON(task) != nil || !isObject(task) {
				return fmt.Errorf("entry %x is not a task", key)
			}
			return nil
		})
	})
}

// get returns the task with this id, if it exists.
func (s *store) get(id int64) (task string, found bool, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		value := tx.Bucket(tasksBucket).Get(taskKey(id))
		task, found = string(value), value != nil
		return nil
	})
	return task, found, err
}

// each calls do for every task in order of id.
func (s *store) each(do func(task string)) error {
	return s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(tasksBucket).ForEach(func(_, value []byte) error {
			do(string(value))
			return nil
		})
	})
}

// update applies a change to the task with this id, if it exists, and returns the result. It first tries the change in a
// read transaction: most repeated updates change nothing, and then need not wait for the write lock.
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

// changed applies a change and checks that the result is within the limits.
func changed(task string, change func(string) (string, error)) (string, error) {
	next, err := change(task)
	if err != nil || next == task {
		return next, err
	}
	return next, checkTask(next)
}

// taskKey returns the key of a task. Keys are big-endian, so that bbolt sorts them by id.
func taskKey(id int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(id)) }

var _ caddy.Destructor = (*store)(nil)
